import { execFile, spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { example, languages, type Language } from "@/panels/api/examples";
import { exampleInputs, firstInputs, inputKind } from "@/panels/api/inputs";

const inputs = {
  prompt: `it's a "fox" \\ """ $HOME\nin the \t snow ☃ \u2028`,
  count: 2,
  wide: true,
};
let server: Server;
let url = "";
let received: unknown;
let authorization: string | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      received = JSON.parse(body);
      authorization = request.headers.authorization;
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ image: "http://localhost/fox.png", runId: "run_1" }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/workflows/wf_1/run`;
});

afterAll(() => server.close());

const programs: Record<Language, [string, string[]]> = {
  curl: ["sh", ["-c"]],
  python: ["python3", ["-c"]],
  javascript: [process.execPath, ["--input-type=module", "-e"]],
};

test("defaults are taken, and values of the right type where a caller must give one", () => {
  const schema = {
    required: ["prompt", "wide"],
    properties: {
      prompt: { type: "string" },
      wide: { type: "boolean" },
      count: { type: "integer", default: 2 },
      note: { type: "string" },
    },
  };
  expect(firstInputs(schema)).toEqual({
    prompt: expect.any(String) as string,
    wide: true,
    count: 2,
  });
});

test("a picture that must be given is left open in the form and stands in the example", () => {
  const picture = { anyOf: [{ type: "string" }, { type: "object" }] };
  const schema = { required: ["photo"], properties: { photo: picture, other: picture } };
  expect(inputKind(picture)).toBe("image");
  expect(firstInputs(schema)).toEqual({});
  expect(Object.keys(exampleInputs(schema, {}))).toEqual(["photo"]);
  expect(exampleInputs(schema, { photo: "ast_1" })).toEqual({ photo: "ast_1" });
});

/** A machine without one of the programs tests the others. */
const present = languages.filter(
  (language) =>
    spawnSync(language === "curl" ? "curl" : programs[language][0], ["--version"]).status === 0,
);

test.each(present)(
  "the %s example makes the call as it stands and prints the answer",
  async (language) => {
    received = undefined;
    const [program, options] = programs[language];
    const code = example(language, { url, inputs, outputs: ["image"], apiKey: "lk_it's" });
    const { stdout } = await promisify(execFile)(program, [...options, code]);
    expect(received).toEqual(inputs);
    expect(authorization).toBe("Bearer lk_it's");
    expect(stdout).toContain("http://localhost/fox.png");
  },
);

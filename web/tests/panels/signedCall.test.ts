import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";

import { expect, test } from "vitest";

import { signedCall } from "@/panels/publish/signedCall";

const payload = { headline: `it's a "fox" $HOME` };
const SECRET = "it's secret";

/** What a shell would have called curl with. */
function called(commands: string): string[] {
  const shell = `curl() { printf '%s\\0' "$@"; }\n${commands}`;
  return execFileSync("bash", ["-c", shell], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test("a signed call proves the moment and the body", () => {
  const args = called(
    signedCall({ url: "http://127.0.0.1/hooks/x", proof: "signature" }, payload, SECRET),
  );
  const header = (name: string) =>
    args.find((each) => each.startsWith(`${name}: `))?.slice(name.length + 2);
  const body = args.at(-1) ?? "";
  expect(JSON.parse(body)).toEqual(payload);
  const told = `${header("X-Limner-Timestamp")}.${body}`;
  const signature = createHmac("sha256", SECRET).update(told).digest("hex");
  expect(header("X-Limner-Signature")).toBe(`sha256=${signature}`);
});

test("a call with the secret itself sends that", () => {
  const args = called(
    signedCall({ url: "http://127.0.0.1/hooks/x", proof: "bearer" }, payload, SECRET),
  );
  expect(args).toContain(`Authorization: Bearer ${SECRET}`);
  expect(JSON.parse(args.at(-1) ?? "")).toEqual(payload);
});

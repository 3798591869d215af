import type { Inputs } from "./inputs";

/** One call of a workflow, to be written down in several languages. */
export interface Call {
  url: string;
  inputs: Inputs;
  /** Sent along where there is one. */
  apiKey: string;
  /** Names of the values in the answer. */
  outputs: readonly string[];
}

export const languages = ["curl", "python", "javascript"] as const;
export type Language = (typeof languages)[number];

export const languageTitles: Record<Language, string> = {
  curl: "curl",
  python: "Python",
  javascript: "JavaScript",
};

/** A program that makes the call and prints the first output; needs nothing installed. */
export function example(language: Language, call: Call): string {
  if (language === "curl") return curl(call);
  return language === "python" ? python(call) : javascript(call);
}

function curl({ url, inputs, apiKey }: Call): string {
  const headers = headersOf(apiKey).map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`);
  const parts = [`curl -X POST ${shell(url)}`, ...headers];
  return [...parts, `-d ${shell(JSON.stringify(inputs, null, 2))}`].join(" \\\n  ");
}

function shell(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

function headersOf(apiKey: string): [string, string][] {
  const type: [string, string] = ["Content-Type", "application/json"];
  return apiKey ? [type, ["Authorization", `Bearer ${apiKey}`]] : [type];
}

function headerObject(apiKey: string): string {
  const pairs = headersOf(apiKey).map((pair) =>
    pair.map((part) => JSON.stringify(part)).join(": "),
  );
  return pairs.join(", ");
}

function python({ url, inputs, outputs, apiKey }: Call): string {
  return `import json
from urllib.request import Request, urlopen

inputs = json.loads(r"""
${JSON.stringify(inputs, null, 2).replace(/"""/g, '\\u0022"\\u0022')}
""")
request = Request(
    ${JSON.stringify(url)},
    data=json.dumps(inputs).encode(),
    headers={${headerObject(apiKey)}},
)
with urlopen(request) as answer:
    result = json.load(answer)
print(${printed(outputs, "python")})`;
}

function javascript({ url, inputs, outputs, apiKey }: Call): string {
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: { ${headerObject(apiKey)} },
  body: JSON.stringify(${JSON.stringify(inputs, null, 2).replace(/\n/g, "\n  ")}),
});
const result = await response.json();
console.log(${printed(outputs, "javascript")});`;
}

function printed(outputs: readonly string[], language: "python" | "javascript"): string {
  const first = outputs[0];
  if (first === undefined) return "result";
  const plain = language === "javascript" && /^[A-Za-z_]\w*$/.test(first);
  return plain ? `result.${first}` : `result[${JSON.stringify(first)}]`;
}

import type { JsonValue, PropertySchema } from "@/api/types";

/** One call of a workflow, to be written down in several languages. */
export interface Call {
  url: string;
  inputs: Readonly<Record<string, JsonValue>>;
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

/** Inputs to begin with: defaults where there are any, else a value of the right type. */
export function sampleInputs(schema: PropertySchema): Record<string, JsonValue> {
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(schema.properties ?? {});
  const shown = entries.filter(
    ([name, property]) => required.has(name) || property.default !== undefined,
  );
  return Object.fromEntries(
    (shown.length > 0 ? shown : entries).map(([name, property]) => [name, sample(property)]),
  );
}

function sample(property: PropertySchema): JsonValue {
  if (property.default !== undefined) return property.default;
  const type = Array.isArray(property.type) ? property.type[0] : property.type;
  if (type === "number" || type === "integer") return property.minimum ?? 1;
  if (type === "boolean") return true;
  if (type === "array") return [];
  return type === "object" ? {} : "a fox in the snow";
}

function curl({ url, inputs }: Call): string {
  const body = JSON.stringify(inputs, null, 2).replace(/'/g, "'\\''");
  return `curl -X POST '${url}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
}

function python({ url, inputs, outputs }: Call): string {
  return `import json
from urllib.request import Request, urlopen

inputs = json.loads(r"""
${JSON.stringify(inputs, null, 2).replace(/"""/g, '\\u0022"\\u0022')}
""")
request = Request(
    ${JSON.stringify(url)},
    data=json.dumps(inputs).encode(),
    headers={"Content-Type": "application/json"},
)
with urlopen(request) as answer:
    result = json.load(answer)
print(${printed(outputs, "python")})`;
}

function javascript({ url, inputs, outputs }: Call): string {
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
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

import type { JsonValue, Publication } from "@/api/types";

type Call = Pick<NonNullable<Publication["call"]>, "url" | "proof">;

/** Commands of a shell that make a call with its proof; they need curl, and openssl to sign. */
export function signedCall({ url, proof }: Call, payload: JsonValue, secret: string): string {
  const body = quoted(JSON.stringify(payload));
  const json = "-H 'Content-Type: application/json'";
  if (proof === "bearer") {
    const bearer = quoted(`Authorization: Bearer ${secret}`);
    return `curl ${quoted(url)} ${json} \\\n  -H ${bearer} -d ${body}`;
  }
  return [
    `body=${body}`,
    "sent=$(date +%s)",
    `signature=$(printf '%s.%s' "$sent" "$body" \\`,
    `  | openssl dgst -sha256 -hmac ${quoted(secret)} | sed 's/.* //')`,
    `curl ${quoted(url)} ${json} \\`,
    '  -H "X-Limner-Timestamp: $sent" \\',
    '  -H "X-Limner-Signature: sha256=$signature" -d "$body"',
  ].join("\n");
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

import type { Doc } from "./document";

/** Words that templates keep for themselves: no node may be called so. */
const reserved = new Set([
  ...["trigger", "run", "loop", "true", "false", "nil", "null", "empty", "blank", "and", "or"],
  ...["not", "in", "with", "for", "as", "contains", "forloop", "tablerowloop", "if", "else"],
]);

const longest = 64;

/** A free node id that begins like `wish`: lower case, digits and `_`. */
export function newNodeId(taken: ReadonlySet<string>, wish: string): string {
  const base = idLike(wish).replace(/_\d+$/, "");
  if (!taken.has(base) && !reserved.has(base)) return base;
  // The first of a kind that cannot have the plain name counts as the first.
  for (let n = reserved.has(base) ? 1 : 2; ; n += 1) {
    const suffix = `_${n}`;
    const id = base.slice(0, longest - suffix.length) + suffix;
    if (!taken.has(id)) return id;
  }
}

/** Whether templates keep a word for themselves. */
export function isReserved(id: string): boolean {
  return reserved.has(id);
}

/** Random, so that two tabs never name two wires alike. */
export function newEdgeId(doc: Doc): string {
  for (;;) {
    const id = `e_${randomText(8)}`;
    if (!(id in doc.edges.byId)) return id;
  }
}

/** Random like a wire's; the hyphen keeps it apart from every node's id. */
export function newAnnotationId(kind: "comment" | "group"): string {
  return `${kind}-${randomText(8)}`;
}

/** A key that no other request has, for `Idempotency-Key`. */
export function newRequestKey(): string {
  return randomText(24);
}

/** `crypto.randomUUID` is missing on plain http, so this is made from random bytes. */
function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}

/** What is nearest to a wish and can be a node's id. */
export function idLike(wish: string): string {
  const id = wish
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return (id || "node").slice(0, longest);
}

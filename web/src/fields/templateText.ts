import { templateUses } from "@/graph/template";

export interface Piece {
  text: string;
  start: number;
  /** The name an expression reads; null for words between expressions. */
  name: string | null;
}

/** Cuts a text into words and expressions; joined again they are the text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { name, start, end } of templateUses(text)) {
    if (start > at) found.push({ text: text.slice(at, start), start: at, name: null });
    found.push({ text: text.slice(start, end), start, name });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), start: at, name: null });
  return found;
}

/** The part of a name that has been typed before the caret, inside an expression not yet closed. */
export function typedName(text: string, caret: number): { start: number; typed: string } | null {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf("{{");
  if (open < 0 || before.indexOf("}}", open) >= 0) return null;
  const inside = before.slice(open + 2);
  const match = /^\s*([\w.]*)$/.exec(inside);
  if (!match) return null;
  const typed = match[1] ?? "";
  return { start: caret - typed.length, typed };
}

/** The part of a filter's name that has been typed after a bar, inside an expression not yet closed. */
export function typedFilter(text: string, caret: number): { start: number; typed: string } | null {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf("{{");
  if (open < 0 || before.indexOf("}}", open) >= 0) return null;
  const typed = /\|\s*(\w*)$/.exec(before.slice(open + 2))?.[1];
  return typed === undefined ? null : { start: caret - typed.length, typed };
}

/** Puts a name or a filter where one is being typed, closes the expression, and says where the caret goes. */
export function complete(
  text: string,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const place = typedName(text, caret) ?? typedFilter(text, caret);
  const start = place?.start ?? caret;
  const rest = text.slice(caret).replace(/^[\w.]*/, "");
  const closed = /^\s*\}\}/.exec(rest)?.[0];
  const head = text.slice(0, start);
  const lead = /\{\{$|\|$/.test(head) ? " " : "";
  const tail = closed ?? " }}";
  const after = closed === undefined ? rest : rest.slice(closed.length);
  const written = `${head}${lead}${name}${tail}`;
  return { text: written + after, caret: written.length };
}

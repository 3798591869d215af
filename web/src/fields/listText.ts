/** Turning pasted text into the items of a list. */

/** Rows of a CSV text (RFC 4180: quotes, doubled quotes, line breaks inside quotes). */
function csvRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === separator) {
      row.push(cell);
      cell = "";
    } else if (letter === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else if (letter !== "\r") cell += letter;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows;
}

/**
 * The items meant by a pasted text: a JSON array as it is, a table's cells one by
 * one when it has a single column or row, otherwise its lines.
 */
export function pastedItems(text: string): string[] {
  const json = jsonItems(text);
  if (json) return json;
  const separator = text.includes("\t") ? "\t" : ",";
  const rows = csvRows(text, separator).filter((row) => row.some((cell) => cell.trim() !== ""));
  const quoted = text.trimStart().startsWith('"') || separator === "\t";
  const cells = quoted ? rows.flat() : text.split(/\r?\n/);
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
}

function jsonItems(text: string): string[] | null {
  if (!text.trimStart().startsWith("[")) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return null;
    return parsed.map((item: unknown) => (typeof item === "string" ? item : JSON.stringify(item)));
  } catch {
    return null;
  }
}

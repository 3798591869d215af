/** Rows of pictures of one width: each row is filled to the edge, every picture keeps its ratio. */

export interface JustifiedRow {
  /** Place of its first picture in the list. */
  first: number;
  /** Widths of its pictures, in pixels. */
  widths: number[];
  height: number;
}

interface Measures {
  width: number;
  gap: number;
  /** The height that rows come as near to as their pictures allow. */
  height: number;
}

/**
 * Lays pictures out by their ratios (width over height). A row is closed as soon as
 * it is full; the last one is not stretched, nor higher than the one above it.
 */
export function justify(
  ratios: readonly number[],
  { width, gap, height }: Measures,
): JustifiedRow[] {
  const rows: JustifiedRow[] = [];
  let first = 0;
  let sum = 0;
  ratios.forEach((ratio, index) => {
    sum += ratio;
    const free = width - gap * (index - first);
    if (sum * height < free) return;
    rows.push(row(ratios, first, index + 1, free / sum));
    first = index + 1;
    sum = 0;
  });
  if (first < ratios.length) {
    const last = Math.min(height, rows.at(-1)?.height ?? height);
    rows.push(row(ratios, first, ratios.length, last));
  }
  return rows;
}

function row(ratios: readonly number[], first: number, end: number, height: number): JustifiedRow {
  const rounded = Math.round(height);
  return {
    first,
    height: rounded,
    widths: ratios.slice(first, end).map((ratio) => Math.floor(ratio * height)),
  };
}

export type Step = "left" | "right" | "up" | "down";

/** The picture that a step leads to; up and down go to the one that lies nearest across the rows. */
export function neighbour(rows: readonly JustifiedRow[], index: number, step: Step): number {
  const count = rows.reduce((total, each) => total + each.widths.length, 0);
  if (step === "left") return Math.max(0, index - 1);
  if (step === "right") return Math.min(count - 1, index + 1);
  const at = rows.findIndex((each) => index < each.first + each.widths.length);
  const from = rows[at];
  const to = rows[at + (step === "down" ? 1 : -1)];
  if (!from || !to) return index;
  const middle = middleOf(from, index - from.first);
  const distances = to.widths.map((_, column) => Math.abs(middleOf(to, column) - middle));
  return to.first + distances.indexOf(Math.min(...distances));
}

function middleOf(of: JustifiedRow, column: number): number {
  const before = of.widths.slice(0, column).reduce((total, each) => total + each, 0);
  return before + (of.widths[column] ?? 0) / 2;
}

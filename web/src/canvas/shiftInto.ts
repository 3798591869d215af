interface Span {
  from: number;
  to: number;
}

/** How far a thing must move to lie in a span; its beginning counts more than its end. */
export function shiftInto({ from, to }: Span, start: number, length: number): number {
  const back = Math.min(0, to - (start + length));
  return Math.max(from - start, back);
}

/** How many lines a text takes when words are kept whole; `lead` letters stand before it. */
export function linesOf(text: string, lettersPerLine: number, lead = 0): number {
  let lines = 1;
  let used = lead;
  for (const word of text.split(" ")) {
    if (used > 0 && used + word.length > lettersPerLine) {
      lines += 1;
      used = 0;
    }
    lines += Math.floor(word.length / lettersPerLine);
    used += (word.length % lettersPerLine) + 1;
  }
  return lines;
}

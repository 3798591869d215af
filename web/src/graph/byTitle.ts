/** Those whose title begins as what is looked for come first; the others stay in their order. */
export function byTitle<Item extends { title: string }>(
  found: readonly Item[],
  words: string,
): Item[] {
  const wanted = words.trim().toLowerCase();
  const begins = (item: Item) => item.title.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((item) => !begins(item))];
}

interface Named {
  title: string;
  category?: string;
  keywords: readonly string[];
}

/** Whether every word of a query begins a word of a thing's title, keywords or category. */
export function matches({ title, category = "", keywords }: Named, query: string): boolean {
  const words = [title, category, ...keywords].join(" ").toLowerCase().split(/\s+/);
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.every((part) => words.some((word) => word.startsWith(part)));
}

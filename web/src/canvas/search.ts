import type { NodeType } from "@/api/types";

/** Whether every word of a query begins a word of a type's title, keywords or category. */
export function matches(type: NodeType, query: string): boolean {
  const words = [type.title, type.category, ...type.keywords].join(" ").toLowerCase().split(/\s+/);
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.every((part) => words.some((word) => word.startsWith(part)));
}

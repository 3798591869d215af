import { ApiError } from "@/api/problem";
import type { ErrorBody } from "@/api/types";
import { isTold, served } from "@/i18n/served";

/**
 * What happened, in the page's language. Words that are somebody else's, a provider's perhaps,
 * stay as they came, after what kind of error it is.
 */
export function happened({ detail, title }: Pick<ErrorBody, "detail" | "title">): string {
  if (isTold(detail) || title === undefined || title === "") return served(detail);
  return `${served(title)}: ${detail}`;
}

/** What anything that was thrown says to the person. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return happened({ detail: error.message, title: error instanceof ApiError ? error.title : "" });
}

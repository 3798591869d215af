import type { JsonValue, Run } from "@/api/types";
import { durationWords } from "@/fields/words";
import { tl } from "@/i18n/later";

/** How long a run or a node of it took; empty while it has not ended. */
export function spent({
  startedAt,
  endedAt,
}: {
  startedAt: string | null;
  endedAt: string | null;
}): string {
  if (!startedAt || !endedAt) return "";
  return durationWords(Date.parse(endedAt) - Date.parse(startedAt));
}

/** Which version of the workflow ran; empty for the draft, which is what is drawn here. */
export function versionWords({ version, alias }: Pick<Run, "version" | "alias">): string {
  if (version === null || alias === "draft") return "";
  return tl(alias === "stable" ? "past.published" : "past.version", { n: version });
}

/** The picture that a value stands for, as an asset's id; null where it stands for none. */
export function assetIn(value: JsonValue): string | null {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const id = value.attachmentId ?? value.assetId;
  return typeof id === "string" ? id : null;
}

/** A value in one line; empty for a picture, which is shown and not told. */
export function valueWords(value: JsonValue): string {
  if (value === null || assetIn(value) !== null) return "";
  if (Array.isArray(value))
    return value
      .map(valueWords)
      .filter((words) => words !== "")
      .join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  const words = String(value);
  return isPictureAddress(words) ? "" : words;
}

/** A run answers with an address in place of a picture. */
function isPictureAddress(words: string): boolean {
  return /^https?:\/\/[^\s]+\/files\/[^\s]+\?expires=\d+&signature=/.test(words);
}

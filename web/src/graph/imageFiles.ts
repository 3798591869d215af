import { t } from "@/i18n/t";

export const IMAGE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];

/** Larger files are refused by the server; saying so before sending saves the wait. */
const MOST_BYTES = 10_485_760;

/** Why a file cannot be taken, in words for people; null when it can. */
export function refusal(file: File, accepts: readonly string[]): string | null {
  if (!accepts.includes(file.type)) return t("fields.imageWrong", { name: file.name });
  return file.size > MOST_BYTES ? t("fields.imageBig", { name: file.name }) : null;
}

import { t, type TextKey } from "@/i18n/t";
import { proportion, type Shape } from "./sizing";

/** What a ratio is mostly used for, by width over height rounded to hundredths. */
const USES: Record<string, TextKey> = {
  "0.43": "fields.useStories",
  "0.56": "fields.useStories",
  "0.67": "fields.usePosters",
  "0.75": "fields.usePortraits",
  "0.8": "fields.useFeeds",
  "1": "fields.usePosts",
  "1.25": "fields.usePrints",
  "1.33": "fields.useSlides",
  "1.5": "fields.usePhotos",
  "1.78": "fields.useBanners",
  "2.33": "fields.useHeaders",
};

/** One word on the use of a shape, where there is a common one. */
export function shapeHint(shape: Shape): string | undefined {
  const ratio = proportion(shape);
  const key = ratio === null ? undefined : USES[String(Math.round(ratio * 100) / 100)];
  return key && t(key);
}

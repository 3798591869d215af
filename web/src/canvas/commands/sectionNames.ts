import type { TextKey } from "@/i18n/t";

import type { Command } from "./command";

export const sectionNames: Record<Command["section"], TextKey> = {
  add: "mechanics.sectionAdd",
  edit: "mechanics.sectionEdit",
  arrange: "mechanics.sectionArrange",
  run: "mechanics.sectionRun",
  view: "mechanics.sectionView",
  open: "mechanics.sectionOpen",
};

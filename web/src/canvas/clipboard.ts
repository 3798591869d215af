import type { Position } from "@/api/types";
import { readPiece } from "@/graph/clipboard";
import { t } from "@/i18n/t";
import type { Studio } from "@/store/studio";

import { keyCaps } from "./commands/command";

/**
 * Puts the selection on the clipboard, as the keys do. The command of old makes
 * the browser send its `copy` event, which works on plain http too.
 */
export function copySelection(): boolean {
  return document.execCommand("copy");
}

/** Pastes from a menu, which browsers allow only where the page may read the clipboard. */
export async function pasteByMenu({ editor, notices }: Studio, place: Position): Promise<void> {
  try {
    const piece = readPiece(await navigator.clipboard.readText());
    if (piece) editor.paste(piece, place);
    else notices.say({ text: t("mechanics.nothingToPaste") });
  } catch {
    notices.say({ text: t("mechanics.pasteByKey", { keys: keyCaps("mod+v").join(" ") }) });
  }
}

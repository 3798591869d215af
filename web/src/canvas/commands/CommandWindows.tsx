import { lazy, Suspense } from "react";

import { useView } from "@/store/hooks";
import { usePreload } from "@/ui/usePreload";

import type { Command } from "./command";
import type { PaletteRequest } from "./useCommands";

const loadPalette = () => import("./Palette").then((it) => ({ default: it.Palette }));
const loadConnect = () => import("./ConnectList").then((it) => ({ default: it.ConnectList }));
const loadSheet = () => import("./ShortcutSheet").then((it) => ({ default: it.ShortcutSheet }));
const LOADERS = [loadPalette, loadConnect, loadSheet];

const Palette = lazy(loadPalette);
const ConnectList = lazy(loadConnect);
const ShortcutSheet = lazy(loadSheet);

interface CommandWindowsProps {
  commands: readonly Command[];
  palette: PaletteRequest | null;
  onClose: () => void;
}

/** The palette, the list of inputs and the sheet of keys, each while it is asked for. */
export function CommandWindows({ commands, palette, onClose }: CommandWindowsProps) {
  const sheet = useView((state) => state.dialog?.kind === "shortcuts");
  usePreload(LOADERS);
  return (
    <Suspense fallback={null}>
      {palette?.kind === "commands" ? <Palette commands={commands} onClose={onClose} /> : null}
      {palette?.kind === "connect" ? (
        <ConnectList nodeId={palette.nodeId} onClose={onClose} />
      ) : null}
      {sheet ? <ShortcutSheet commands={commands} /> : null}
    </Suspense>
  );
}

import { useEffect, useState } from "react";

import { useStudio } from "@/store/context";
import { useEditor, useView } from "@/store/hooks";
import { Later } from "@/ui/Later";
import { part } from "@/ui/part";
import { usePreload } from "@/ui/usePreload";

import type { AddRequest } from "./AddSearch";
import type { MenuRequest } from "./commands/CanvasMenu";
import { useCommands, type PaletteRequest } from "./commands/useCommands";
import type { EarlyKeys } from "./earlyKeys";
import { useArrowKeys } from "./useArrowKeys";
import { useClipboard } from "./useClipboard";
import { useShortcuts } from "./useShortcuts";

const AddSearch = part(() => import("./AddSearch").then((it) => it.AddSearch));
const CanvasMenu = part(() => import("./commands/CanvasMenu").then((it) => it.CanvasMenu));
const SelectionBar = part(() => import("./commands/SelectionBar").then((it) => it.SelectionBar));
const Palette = part(() => import("./commands/Palette").then((it) => it.Palette));
const ConnectList = part(() => import("./commands/ConnectList").then((it) => it.ConnectList));
const ShortcutSheet = part(() => import("./commands/ShortcutSheet").then((it) => it.ShortcutSheet));
const CarriedDialog = part(() => import("./frame/CarriedDialog").then((it) => it.CarriedDialog));
const PastView = part(() => import("./past/PastView").then((it) => it.PastView));
const PARTS = [
  AddSearch,
  CanvasMenu,
  SelectionBar,
  Palette,
  ConnectList,
  ShortcutSheet,
  CarriedDialog,
  PastView,
];

interface CanvasWindowsProps {
  early: EarlyKeys;
  adding: AddRequest | null;
  setAdding: (request: AddRequest | null) => void;
  menu: MenuRequest | null;
  onMenuClosed: () => void;
}

/** All that can be done on the canvas, its keys, and what opens over it: fetched after the canvas itself. */
export function CanvasWindows(props: CanvasWindowsProps) {
  const { early, adding, setAdding, menu } = props;
  const [palette, setPalette] = useState<PaletteRequest | null>(null);
  const commands = useCommands({ setAdding, setPalette });
  const added = () => setAdding(null);
  const closePalette = () => setPalette(null);
  useClipboard();
  const { view } = useStudio();
  const dialog = useView((state) => state.dialog);
  const opening = (adding ?? menu ?? palette ?? dialog) !== null;
  useShortcuts(commands, opening);
  useArrowKeys(opening);
  useEffect(() => early.handOver(), [early]);
  const selected = useEditor(
    ({ selectedNodes, selectedAnnotations }) =>
      selectedNodes.length > 1 || selectedAnnotations.length > 0,
  );
  const selecting = useView((state) => state.selecting);
  const close = () => view.closeDialog();
  usePreload(PARTS);
  return (
    <>
      {selected || selecting ? (
        <Later>
          <SelectionBar commands={commands} />
        </Later>
      ) : null}
      {adding ? (
        <Later onError={added}>
          <AddSearch request={adding} onClose={added} />
        </Later>
      ) : null}
      {menu ? (
        <Later onError={props.onMenuClosed}>
          <CanvasMenu request={menu} commands={commands} onClose={props.onMenuClosed} />
        </Later>
      ) : null}
      {palette ? (
        <Later onError={closePalette}>
          {palette.kind === "commands" ? (
            <Palette commands={commands} onClose={closePalette} />
          ) : (
            <ConnectList nodeId={palette.nodeId} onClose={closePalette} />
          )}
        </Later>
      ) : null}
      {dialog?.kind === "shortcuts" ? (
        <Later onError={close}>
          <ShortcutSheet commands={commands} />
        </Later>
      ) : null}
      {dialog?.kind === "past" ? (
        <Later onError={close}>
          <PastView moment={dialog.moment} />
        </Later>
      ) : null}
      {dialog?.kind === "carried" ? (
        <Later onError={close}>
          <CarriedDialog carried={dialog.carried} />
        </Later>
      ) : null}
    </>
  );
}

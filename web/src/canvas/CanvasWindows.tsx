import { lazy } from "react";

import { useStudio } from "@/store/context";
import { useEditor, useNotLoaded, useView } from "@/store/hooks";
import { Later } from "@/ui/Later";
import { usePreload } from "@/ui/usePreload";

import type { AddRequest } from "./AddSearch";
import type { MenuRequest } from "./commands/CanvasMenu";
import type { Command } from "./commands/command";
import type { PaletteRequest } from "./commands/useCommands";

const loadSearch = () => import("./AddSearch").then((it) => ({ default: it.AddSearch }));
const loadMenu = () => import("./commands/CanvasMenu").then((it) => ({ default: it.CanvasMenu }));
const loadBar = () =>
  import("./commands/SelectionBar").then((it) => ({ default: it.SelectionBar }));
const loadPalette = () => import("./commands/Palette").then((it) => ({ default: it.Palette }));
const loadConnect = () =>
  import("./commands/ConnectList").then((it) => ({ default: it.ConnectList }));
const loadSheet = () =>
  import("./commands/ShortcutSheet").then((it) => ({ default: it.ShortcutSheet }));
const loadCarried = () =>
  import("./frame/CarriedDialog").then((it) => ({ default: it.CarriedDialog }));
const loadPast = () => import("./past/PastView").then((it) => ({ default: it.PastView }));
const LOADERS = [
  ...[loadSearch, loadMenu, loadBar, loadPalette, loadConnect, loadSheet, loadCarried],
  loadPast,
];

const AddSearch = lazy(loadSearch);
const CanvasMenu = lazy(loadMenu);
const SelectionBar = lazy(loadBar);
const Palette = lazy(loadPalette);
const ConnectList = lazy(loadConnect);
const ShortcutSheet = lazy(loadSheet);
const CarriedDialog = lazy(loadCarried);
const PastView = lazy(loadPast);

interface CanvasWindowsProps {
  commands: readonly Command[];
  adding: AddRequest | null;
  onAdded: () => void;
  palette: PaletteRequest | null;
  onPaletteClosed: () => void;
  menu: MenuRequest | null;
  onMenuClosed: () => void;
}

/** What opens over the canvas, each while it is asked for: fetched after the canvas itself. */
export function CanvasWindows(props: CanvasWindowsProps) {
  const { commands, adding, palette, menu } = props;
  const { view } = useStudio();
  const dialog = useView((state) => state.dialog);
  const selected = useEditor(
    ({ selectedNodes, selectedAnnotations }) =>
      selectedNodes.length > 1 || selectedAnnotations.length > 0,
  );
  const selecting = useView((state) => state.selecting);
  const fail = useNotLoaded();
  const failDialog = () => {
    view.closeDialog();
    fail();
  };
  usePreload(LOADERS);
  return (
    <>
      {selected || selecting ? (
        <Later onError={fail}>
          <SelectionBar commands={commands} />
        </Later>
      ) : null}
      {adding ? (
        <Later onError={fail}>
          <AddSearch request={adding} onClose={props.onAdded} />
        </Later>
      ) : null}
      {menu ? (
        <Later onError={fail}>
          <CanvasMenu request={menu} commands={commands} onClose={props.onMenuClosed} />
        </Later>
      ) : null}
      {palette ? (
        <Later onError={fail}>
          {palette.kind === "commands" ? (
            <Palette commands={commands} onClose={props.onPaletteClosed} />
          ) : (
            <ConnectList nodeId={palette.nodeId} onClose={props.onPaletteClosed} />
          )}
        </Later>
      ) : null}
      {dialog?.kind === "shortcuts" ? (
        <Later onError={failDialog}>
          <ShortcutSheet commands={commands} />
        </Later>
      ) : null}
      {dialog?.kind === "past" ? (
        <Later onError={failDialog}>
          <PastView moment={dialog.moment} />
        </Later>
      ) : null}
      {dialog?.kind === "carried" ? (
        <Later onError={failDialog}>
          <CarriedDialog carried={dialog.carried} />
        </Later>
      ) : null}
    </>
  );
}

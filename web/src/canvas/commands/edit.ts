import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  ListPlus,
  MessageSquarePlus,
  PenLine,
  Plus,
  Redo2,
  Scissors,
  Spline,
  SquareDashed,
  SquareDashedMousePointer,
  Trash2,
  Undo2,
} from "lucide-react";

import { COMMENT_SIZE } from "@/graph/annotations";
import { around } from "@/graph/layout/boxes";
import { t } from "@/i18n/t";

import { boxOf } from "../boxOf";
import { copySelection, pasteByMenu } from "../clipboard";
import type { Command } from "./command";
import { selectionOf, type Desk } from "./desk";

export function addCommands(desk: Desk): Command[] {
  const { studio } = desk;
  const connect = () => {
    const [nodeId] = selectionOf(desk).nodes;
    if (nodeId !== undefined) desk.openConnect(nodeId);
  };
  return [
    {
      ...{ id: "add", section: "add", title: "mechanics.addNode", icon: Plus, keys: ["/"] },
      run: () =>
        desk.setAdding({ x: window.innerWidth * 0.3, y: window.innerHeight * 0.3, beside: true }),
    },
    {
      ...{ id: "connect", section: "add", title: "mechanics.connect", icon: Spline, keys: ["w"] },
      reason: () => (selectionOf(desk).nodes.length > 0 ? null : t("mechanics.selectNode")),
      run: connect,
    },
    {
      ...{ id: "comment", section: "add", title: "mechanics.comment", keys: ["c"] },
      icon: MessageSquarePlus,
      run: () => studio.view.annotate(studio.editor.addComment(placeForComment(desk))),
    },
  ];
}

/** Over what is selected, else at the pointer. */
function placeForComment(desk: Desk) {
  const boxes = desk.flow
    .getNodes()
    .filter((node) => node.selected)
    .map(boxOf);
  if (boxes.length === 0) return rounded(desk.pointer());
  const { x, y } = around(boxes);
  return rounded({ x, y: y - COMMENT_SIZE.height - 16 });
}

function rounded({ x, y }: { x: number; y: number }) {
  return { x: Math.round(x), y: Math.round(y) };
}

export function editCommands(desk: Desk): Command[] {
  const { editor, view } = desk.studio;
  const something = () => (selectionOf(desk).nothing ? t("mechanics.selectSomething") : null);
  const copyable = () => {
    const { nodes, annotations } = selectionOf(desk);
    return nodes.length + annotations.length === 0 ? t("mechanics.selectSomething") : null;
  };
  const remove = () => {
    const { nodes, edges, annotations } = selectionOf(desk);
    editor.remove(nodes, edges, annotations);
  };
  const state = editor.store.getState;
  return [
    {
      quiet: true,
      ...{ id: "undo", section: "edit", title: "mechanics.undo", icon: Undo2, keys: ["mod+z"] },
      reason: () => (state().past.length > 0 ? null : t("mechanics.undoNothing")),
      run: () => editor.undo(),
    },
    {
      quiet: true,
      ...{ id: "redo", section: "edit", title: "mechanics.redo", icon: Redo2 },
      keys: ["mod+shift+z", "mod+y"],
      reason: () => (state().future.length > 0 ? null : t("mechanics.redoNothing")),
      run: () => editor.redo(),
    },
    {
      ...{ id: "cut", section: "edit", title: "mechanics.cut", icon: Scissors },
      reason: copyable,
      run: () => {
        if (copySelection()) remove();
      },
    },
    {
      ...{ id: "copy", section: "edit", title: "mechanics.copy", icon: Copy },
      reason: copyable,
      run: () => void copySelection(),
    },
    {
      ...{ id: "paste", section: "edit", title: "mechanics.paste", icon: ClipboardPaste },
      run: () => void pasteByMenu(desk.studio, desk.pointer()),
    },
    {
      ...{ id: "duplicate", section: "edit", title: "mechanics.duplicate", icon: CopyPlus },
      keys: ["mod+d"],
      reason: copyable,
      run: () => editor.duplicate(selectionOf(desk).nodes, selectionOf(desk).annotations),
    },
    {
      ...{ id: "delete", section: "edit", title: "mechanics.delete", icon: Trash2 },
      ...{ keys: ["delete", "backspace"], quiet: true },
      reason: something,
      run: remove,
    },
    {
      ...{ id: "write", section: "edit", title: "mechanics.write", icon: PenLine },
      ...{ keys: ["f2", "enter"], quiet: true },
      reason: () =>
        selectionOf(desk).annotations.length === 1 ? null : t("mechanics.selectAnnotation"),
      run: () => view.annotate(selectionOf(desk).annotations[0] ?? null),
    },
    {
      ...{ id: "selectAll", section: "edit", title: "mechanics.selectAll", keys: ["mod+a"] },
      icon: SquareDashedMousePointer,
      run: () => editor.selectAll(),
    },
    {
      ...{ id: "selectMore", section: "edit", title: "mechanics.selectMore" },
      icon: ListPlus,
      reason: copyable,
      run: () => view.selectMore(!view.store.getState().selecting),
    },
    {
      ...{ id: "selectNothing", section: "edit", title: "mechanics.selectNothing" },
      ...{ icon: SquareDashed, keys: ["escape"] },
      run: () => editor.select([]),
    },
  ];
}

import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceAround,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceAround,
  Group,
  LayoutGrid,
  Ungroup,
  type LucideIcon,
} from "lucide-react";

import { align, distribute, type Side } from "@/graph/layout/align";
import { tidy } from "@/graph/layout/tidy";
import { t, type TextKey } from "@/i18n/t";

import type { Command } from "./command";
import { sceneOf, selectedBoxes, selectionOf, type Desk } from "./desk";
import { houseCommands } from "./house";

const sides: readonly [Side, TextKey, LucideIcon, string][] = [
  ["left", "mechanics.alignLeft", AlignStartVertical, "shift+a"],
  ["center", "mechanics.alignCenter", AlignCenterVertical, "shift+h"],
  ["right", "mechanics.alignRight", AlignEndVertical, "shift+d"],
  ["top", "mechanics.alignTop", AlignStartHorizontal, "shift+w"],
  ["middle", "mechanics.alignMiddle", AlignCenterHorizontal, "shift+v"],
  ["bottom", "mechanics.alignBottom", AlignEndHorizontal, "shift+s"],
];

const axes: readonly ["x" | "y", TextKey, LucideIcon, string][] = [
  ["x", "mechanics.distributeX", AlignHorizontalSpaceAround, "alt+shift+h"],
  ["y", "mechanics.distributeY", AlignVerticalSpaceAround, "alt+shift+v"],
];

export function arrangeCommands(desk: Desk): Command[] {
  const { editor } = desk.studio;
  const atLeast = (n: number, words: TextKey) => () =>
    selectedBoxes(desk).length >= n ? null : t(words);
  const aligning = sides.map(([side, title, icon, key]): Command => ({
    ...{ id: `align-${side}`, section: "arrange", title, icon, keys: [key] },
    reason: atLeast(2, "mechanics.selectTwo"),
    run: () => editor.arrange(t(title), align(selectedBoxes(desk), side)),
  }));
  const spacing = axes.map(([axis, title, icon, key]): Command => ({
    ...{ id: `distribute-${axis}`, section: "arrange", title, icon, keys: [key] },
    reason: atLeast(3, "mechanics.selectThree"),
    run: () => editor.arrange(t(title), distribute(selectedBoxes(desk), axis)),
  }));
  return [
    {
      ...{ id: "tidy", section: "arrange", title: "mechanics.tidy", icon: LayoutGrid },
      keys: ["shift+t"],
      reason: () => (sceneOf(desk).boxes.length > 0 ? null : t("mechanics.nothingToTidy")),
      run: () => tidyUp(desk),
    },
    ...aligning,
    ...spacing,
    ...groupCommands(desk),
    ...houseCommands(desk),
  ];
}

/** Lays out what is selected; everything, where fewer than two are. */
function tidyUp(desk: Desk): void {
  const { editor } = desk.studio;
  const scene = sceneOf(desk);
  const chosen = selectedBoxes(desk);
  const boxes = chosen.length > 1 ? chosen : scene.boxes;
  editor.arrange(t("mechanics.tidy"), tidy(editor.doc, { ...scene, boxes }));
  if (boxes === scene.boxes) requestAnimationFrame(() => desk.fit());
}

function groupCommands(desk: Desk): Command[] {
  const { editor, view } = desk.studio;
  const groups = () =>
    selectionOf(desk).annotations.filter((id) => editor.doc.annotations.byId[id]?.kind === "group");
  return [
    {
      ...{ id: "group", section: "arrange", title: "mechanics.group", icon: Group },
      keys: ["mod+g"],
      reason: () => (selectedBoxes(desk).length > 0 ? null : t("mechanics.selectSomething")),
      run: () => view.annotate(editor.group(selectedBoxes(desk).map((box) => box.id))),
    },
    {
      ...{ id: "ungroup", section: "arrange", title: "mechanics.ungroup", icon: Ungroup },
      keys: ["mod+shift+g"],
      reason: () => (groups().length > 0 ? null : t("mechanics.selectGroup")),
      run: () => editor.ungroup(groups()),
    },
  ];
}

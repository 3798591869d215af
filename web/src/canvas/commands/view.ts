import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  Code,
  Command as CommandIcon,
  History,
  Images,
  Keyboard,
  ListTree,
  Maximize,
  Play,
  Plus,
  Scan,
  Settings,
  SunMoon,
  Workflow,
  ZoomIn,
  ZoomOut,
  type LucideIcon,
} from "lucide-react";

import { nextNode, type Direction } from "@/graph/layout/walk";
import { isRunnable } from "@/graph/writing";
import { t, type TextKey } from "@/i18n/t";
import type { DrawerName } from "@/store/view";

import { nodeAt } from "../nodeAt";
import { moveDuration } from "../useKeptViewport";
import type { Command } from "./command";
import { sceneOf, selectedBoxes, selectionOf, type Desk } from "./desk";

export function runCommands({ studio }: Desk): Command[] {
  const { editor, runs } = studio;
  /** The node one is at, else the selected ones. */
  const targets = () => {
    const at = nodeAt(document.activeElement);
    const { doc, selectedNodes } = editor.store.getState();
    return at !== null && at in doc.nodes.byId ? [at] : selectedNodes;
  };
  const runSelected = () => {
    const ids = targets();
    const [first, ...more] = ids;
    if (first === undefined) return;
    const { types } = studio.catalogue.current();
    const runnable = ids.filter((id) => {
      const node = editor.doc.nodes.byId[id];
      const type = node && types[node.type];
      return type && isRunnable(type, node.data);
    });
    if (more.length === 0 || runnable.length === 0) studio.runNode(first);
    else void runs.start(runnable);
  };
  return [
    {
      ...{ id: "run", section: "run", title: "mechanics.runSelected", icon: Play },
      ...{ keys: ["mod+enter"], always: true },
      reason: () => (targets().length > 0 ? null : t("mechanics.selectNode")),
      run: runSelected,
    },
    {
      ...{ id: "runAll", section: "run", title: "mechanics.runAll", icon: Play },
      ...{ keys: ["mod+shift+enter"], always: true },
      reason: () => (editor.doc.nodes.order.length > 0 ? null : t("store.nothingToRun")),
      run: () => void studio.launch.all(),
    },
  ];
}

const ways: readonly [Direction, TextKey, LucideIcon, string][] = [
  ["left", "mechanics.walkLeft", ArrowLeft, "alt+arrowleft"],
  ["right", "mechanics.walkRight", ArrowRight, "alt+arrowright"],
  ["up", "mechanics.walkUp", ArrowUp, "alt+arrowup"],
  ["down", "mechanics.walkDown", ArrowDown, "alt+arrowdown"],
];

export function viewCommands(desk: Desk): Command[] {
  const { flow, fit, studio } = desk;
  const duration = moveDuration();
  const walking = ways.map(([direction, title, icon, key]): Command => ({
    ...{ id: `walk-${direction}`, section: "view", title, icon, keys: [key], first: true },
    run: () => {
      const { boxes } = sceneOf(desk);
      const nodes = boxes.filter((box) => box.id in studio.editor.doc.nodes.byId);
      const next = nextNode(nodes, selectionOf(desk).nodes.at(-1) ?? null, direction);
      if (next !== null) studio.view.centreOn(next);
    },
  }));
  return [
    {
      ...{ id: "fit", section: "view", title: "mechanics.fit", icon: Maximize, keys: ["f"] },
      run: () => fit(),
    },
    {
      ...{ id: "fitSelection", section: "view", title: "mechanics.fitSelection", icon: Scan },
      keys: ["shift+f"],
      reason: () => (selectedBoxes(desk).length > 0 ? null : t("mechanics.selectSomething")),
      run: () => fit(selectedBoxes(desk).map((box) => box.id)),
    },
    {
      ...{ id: "zoomIn", section: "view", title: "mechanics.zoomIn", icon: ZoomIn },
      keys: ["+", "="],
      run: () => void flow.zoomIn({ duration }),
    },
    {
      ...{ id: "zoomOut", section: "view", title: "mechanics.zoomOut", icon: ZoomOut },
      keys: ["-"],
      run: () => void flow.zoomOut({ duration }),
    },
    {
      ...{ id: "zoomTo", section: "view", title: "mechanics.zoomTo", icon: ZoomIn, keys: ["1"] },
      run: () => void flow.zoomTo(1, { duration }),
    },
    ...walking,
  ];
}

const drawers: readonly [DrawerName, TextKey, LucideIcon][] = [
  ["add", "mechanics.openAdd", Plus],
  ["assets", "mechanics.openAssets", Images],
  ["workflows", "mechanics.openWorkflows", Workflow],
  ["runs", "mechanics.openRuns", History],
  ["outline", "mechanics.openOutline", ListTree],
  ["settings", "mechanics.openSettings", Settings],
];

export function openCommands({ studio, openPalette }: Desk): Command[] {
  const { theme, view } = studio;
  return [
    {
      ...{ id: "commands", section: "open", title: "mechanics.commands", icon: CommandIcon },
      ...{ keys: ["mod+k"], always: true },
      run: openPalette,
    },
    {
      ...{ id: "shortcuts", section: "open", title: "mechanics.shortcuts", icon: Keyboard },
      keys: ["?"],
      run: () => view.openDialog({ kind: "shortcuts" }),
    },
    ...drawers.map(([name, title, icon]): Command => ({
      ...{ id: `open-${name}`, section: "open", title, icon },
      run: () => view.toggleDrawer(name),
    })),
    {
      ...{ id: "open-api", section: "open", title: "mechanics.openApi", icon: Code },
      run: () => view.openDialog({ kind: "api" }),
    },
    {
      ...{ id: "theme", section: "open", title: "mechanics.theme", icon: SunMoon },
      run: () => theme.set(theme.store.getState().shown === "dark" ? "light" : "dark"),
    },
  ];
}

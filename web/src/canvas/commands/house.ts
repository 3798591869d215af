import { BoxSelect, PackageOpen } from "lucide-react";

import { holdsNodes } from "@/graph/containers";
import { aroundOf } from "@/graph/nesting";
import { t } from "@/i18n/t";

import type { Command } from "./command";
import { selectionOf, type Desk } from "./desk";

/** What a mouse does by dragging into a frame and out of it. */
export function houseCommands(desk: Desk): Command[] {
  const { editor } = desk.studio;
  const entering = () => {
    const { nodes } = selectionOf(desk);
    const catalogue = desk.studio.catalogue.current();
    const [holder, ...others] = nodes.filter((id) => holdsNodes(editor.doc, catalogue, id));
    if (holder === undefined || others.length > 0) return null;
    const inner = nodes.filter(
      (id) => id !== holder && !aroundOf(editor.doc.nodes, id).includes(holder),
    );
    return inner.length > 0 ? { holder, inner } : null;
  };
  const inside = () =>
    selectionOf(desk).nodes.filter((id) => aroundOf(editor.doc.nodes, id).length > 0);
  return [
    {
      ...{ id: "put-in", section: "arrange", title: "inside.putIn", icon: BoxSelect },
      keys: ["mod+alt+g"],
      reason: () => (entering() ? null : t("inside.putInReason")),
      run: () => {
        const found = entering();
        if (!found) return;
        editor.house(t("inside.putIn"), new Map(found.inner.map((id) => [id, found.holder])));
      },
    },
    {
      ...{ id: "take-out", section: "arrange", title: "inside.takeOut", icon: PackageOpen },
      keys: ["mod+alt+shift+g"],
      reason: () => (inside().length > 0 ? null : t("inside.takeOutReason")),
      run: () => {
        const homes = inside().map((id): [string, string | undefined] => [
          id,
          aroundOf(editor.doc.nodes, id)[1],
        ]);
        editor.house(t("inside.takeOut"), new Map(homes));
      },
    },
  ];
}

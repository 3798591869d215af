import type { ControlKind, Model } from "@/api/types";
import type { FieldSpec } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";

export interface PanelSection {
  key: string;
  title: string;
  specs: FieldSpec[];
}

/** Sections in the order they stand for every node; a control not named here goes under settings. */
const ORDER: readonly { key: string; controls: readonly ControlKind[] }[] = [
  { key: "picture", controls: ["asset"] },
  { key: "references", controls: ["references"] },
  { key: "prompt", controls: ["prompt", "style"] },
  { key: "content", controls: ["fields", "items", "outputs"] },
  { key: "settings", controls: [] },
  { key: "advanced", controls: ["params", "quality"] },
  { key: "format", controls: ["format"] },
];

/**
 * The panel's fields, gathered in sections; one without a field is left out. A
 * field stays away where the model leaves nothing to choose.
 */
export function panelSections(specs: readonly FieldSpec[], model: Model | null): PanelSection[] {
  const shown = specs.filter(
    (spec) => spec.inPanel && !(spec.control === "quality" && model?.qualities.length === 0),
  );
  const placeOf = (spec: FieldSpec) =>
    ORDER.find(({ controls }) => controls.includes(spec.control))?.key ?? "settings";
  return ORDER.map(({ key }) => {
    const found = shown.filter((spec) => placeOf(spec) === key);
    return { key, title: titleOf(key, found), specs: found };
  }).filter((section) => section.specs.length > 0);
}

/** A section is called after its first field, but for the two that gather fields of any name. */
function titleOf(key: string, specs: readonly FieldSpec[]): string {
  if (key === "settings") return t("panels.settingsOfNode");
  if (key === "advanced") return t("panels.advanced");
  return specs[0]?.title ?? "";
}

import type { ControlKind, Model, NodeData, NodeType } from "@/api/types";
import { fieldSpecs, isWanted, type FieldSpec } from "@/graph/fieldSpec";
import { isWritten, promptModeOf } from "@/graph/promptMode";
import { t } from "@/i18n/t";

export interface PanelSection {
  key: string;
  title: string;
  specs: FieldSpec[];
}

/**
 * Sections, and the controls in them, in the order they stand for every node; a
 * control not named here goes under settings.
 */
const ORDER: readonly { key: string; controls: readonly ControlKind[] }[] = [
  { key: "picture", controls: ["asset"] },
  { key: "references", controls: ["references"] },
  { key: "files", controls: ["files"] },
  {
    key: "prompt",
    controls: ["promptMode", "prompt", "textModel", "promptModel", "reviewPrompt", "style"],
  },
  { key: "content", controls: ["fields", "items", "outputs"] },
  { key: "schema", controls: ["schema"] },
  { key: "workflows", controls: ["workflows"] },
  { key: "settings", controls: [] },
  { key: "advanced", controls: ["params", "quality", "models"] },
  { key: "format", controls: ["format"] },
];

/** Controls of a text model's work; away while the prompt is sent as it is written. */
const WRITING: readonly ControlKind[] = ["promptModel", "reviewPrompt"];

/** Controls that say how a prompt comes about and what is added to it. */
const AROUND_PROMPT: readonly ControlKind[] = ["promptMode", ...WRITING, "style"];

/**
 * The panel's fields, gathered in sections; one without a field is left out. A
 * field stays away where there is nothing to choose.
 */
export function panelSections(
  type: NodeType,
  data: Readonly<NodeData>,
  model: Model | null,
): PanelSection[] {
  const written = isWritten(promptModeOf(type, data));
  const idle = (control: ControlKind) =>
    (control === "quality" && model?.qualities.length === 0) ||
    (control === "duration" && !model?.parameters.properties?.duration) ||
    (!written && WRITING.includes(control)) ||
    (model?.takesPrompt === false && AROUND_PROMPT.includes(control));
  const shown = fieldSpecs(type).filter(
    (spec) => spec.inPanel && !idle(spec.control) && isWanted(type, spec, data),
  );
  const placeOf = (spec: FieldSpec) =>
    ORDER.find(({ controls }) => controls.includes(spec.control))?.key ?? "settings";
  return ORDER.map(({ key, controls }) => {
    const found = shown
      .filter((spec) => placeOf(spec) === key)
      .sort((a, b) => controls.indexOf(a.control) - controls.indexOf(b.control));
    return { key, title: titleOf(key, found), specs: found };
  }).filter((section) => section.specs.length > 0);
}

/** A section is called after its main field, but for the two that gather fields of any name. */
function titleOf(key: string, specs: readonly FieldSpec[]): string {
  if (key === "settings") return t("panels.settingsOfNode");
  if (key === "advanced") return t("panels.advanced");
  return (specs.find((spec) => spec.control === key) ?? specs[0])?.title ?? "";
}

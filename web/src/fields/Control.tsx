import { lazy, Suspense, type ComponentType } from "react";
import type { ControlKind } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { CountField } from "./CountField";
import { ModelField } from "./ModelField";
import { PromptField } from "./PromptField";
import { SizingField } from "./SizingField";
import type * as More from "./moreControls";
import { TextControl } from "./TextControl";
import { TextTemplateField } from "./TextTemplateField";

function later(name: keyof typeof More): ComponentType<ControlProps> {
  return lazy(() => import("./moreControls").then((more) => ({ default: more[name] })));
}

const CONTROLS: Partial<Record<ControlKind, ComponentType<ControlProps>>> = {
  prompt: PromptField,
  promptMode: later("PromptModeField"),
  promptModel: later("PromptModelField"),
  textModel: later("PromptModelField"),
  reviewPrompt: later("SwitchField"),
  model: ModelField,
  models: later("ModelsField"),
  count: CountField,
  style: later("StyleField"),
  sizing: SizingField,
  quality: later("QualityField"),
  format: later("FormatField"),
  params: later("ParamsField"),
  references: later("ReferencesField"),
  asset: later("AssetField"),
  items: later("ItemsField"),
  fields: later("RequestFieldsField"),
  outputs: later("OutputsField"),
  choice: later("ChoiceField"),
  switch: later("SwitchField"),
  number: later("NumberControl"),
  color: later("ColorField"),
};

/** The editor of one property of a node's data, by the control its schema asks for. */
export function Control(props: ControlProps) {
  const { control, template } = props.spec;
  const Field = CONTROLS[control] ?? (template ? TextTemplateField : TextControl);
  return (
    <Suspense fallback={null}>
      <Field {...props} />
    </Suspense>
  );
}

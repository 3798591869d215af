import type { ComponentType } from "react";
import type { ControlKind } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { AssetField } from "./AssetField";
import { CountField } from "./CountField";
import { ItemsField } from "./ItemsField";
import { ModelField } from "./ModelField";
import { ModelsField } from "./ModelsField";
import { OutputsField } from "./OutputsField";
import { ParamsField } from "./ParamsField";
import { PromptField } from "./PromptField";
import { PromptModeField, PromptModelField } from "./PromptModeFields";
import { ReferencesField } from "./ReferencesField";
import { RequestFieldsField } from "./RequestFieldsField";
import {
  ChoiceField,
  FormatField,
  NumberControl,
  QualityField,
  SwitchField,
  TextControl,
} from "./SimpleFields";
import { SizingField } from "./SizingField";
import { StyleField } from "./StyleField";
import { TextTemplateField } from "./TextTemplateField";

const CONTROLS: Partial<Record<ControlKind, ComponentType<ControlProps>>> = {
  prompt: PromptField,
  promptMode: PromptModeField,
  promptModel: PromptModelField,
  reviewPrompt: SwitchField,
  model: ModelField,
  models: ModelsField,
  count: CountField,
  style: StyleField,
  sizing: SizingField,
  quality: QualityField,
  format: FormatField,
  params: ParamsField,
  references: ReferencesField,
  asset: AssetField,
  items: ItemsField,
  fields: RequestFieldsField,
  outputs: OutputsField,
  choice: ChoiceField,
  switch: SwitchField,
  number: NumberControl,
};

/** The editor of one property of a node's data, by the control its schema asks for. */
export function Control(props: ControlProps) {
  const { control, template } = props.spec;
  const Field = CONTROLS[control] ?? (template ? TextTemplateField : TextControl);
  return <Field {...props} />;
}

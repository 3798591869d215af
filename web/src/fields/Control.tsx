import type { ComponentType } from "react";
import type { ControlKind } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { part, type Part } from "@/ui/part";
import { CountField } from "./CountField";
import { ModelField } from "./ModelField";
import type * as More from "./moreControls";
import { PromptField } from "./PromptField";
import { SIZING_PARTS, SizingField } from "./SizingField";
import { TextControl } from "./TextControl";
import { TextTemplateField } from "./TextTemplateField";

function more(named: (all: typeof More) => ComponentType<ControlProps>): Part<ControlProps> {
  return part(() => import("./moreControls").then(named));
}

/** Of the side panel, mostly. */
const MORE = {
  PromptModeField: more((it) => it.PromptModeField),
  PromptModelField: more((it) => it.PromptModelField),
  SwitchField: more((it) => it.SwitchField),
  ModelsField: more((it) => it.ModelsField),
  StyleField: more((it) => it.StyleField),
  QualityField: more((it) => it.QualityField),
  FormatField: more((it) => it.FormatField),
  ParamsField: more((it) => it.ParamsField),
  ReferencesField: more((it) => it.ReferencesField),
  AssetField: more((it) => it.AssetField),
  ItemsField: more((it) => it.ItemsField),
  RequestFieldsField: more((it) => it.RequestFieldsField),
  ListsField: more((it) => it.ListsField),
  OutputsField: more((it) => it.OutputsField),
  ChoiceField: more((it) => it.ChoiceField),
  NumberControl: more((it) => it.NumberControl),
  ColorField: more((it) => it.ColorField),
  CredentialField: more((it) => it.CredentialField),
  JsonControl: more((it) => it.JsonControl),
  PairsField: more((it) => it.PairsField),
  DurationField: more((it) => it.DurationField),
  SchemaField: more((it) => it.SchemaField),
  TextModelField: more((it) => it.TextModelField),
  FilesField: more((it) => it.FilesField),
  CronField: more((it) => it.CronField),
  TimeZoneField: more((it) => it.TimeZoneField),
  WorkflowsField: more((it) => it.WorkflowsField),
};
export const CONTROL_PARTS = [...Object.values(MORE), ...SIZING_PARTS];

const CONTROLS: Partial<Record<ControlKind, ComponentType<ControlProps>>> = {
  prompt: PromptField,
  promptMode: MORE.PromptModeField,
  promptModel: MORE.PromptModelField,
  textModel: MORE.TextModelField,
  schema: MORE.SchemaField,
  reviewPrompt: MORE.SwitchField,
  model: ModelField,
  models: MORE.ModelsField,
  count: CountField,
  style: MORE.StyleField,
  sizing: SizingField,
  quality: MORE.QualityField,
  format: MORE.FormatField,
  params: MORE.ParamsField,
  references: MORE.ReferencesField,
  asset: MORE.AssetField,
  items: MORE.ItemsField,
  fields: MORE.RequestFieldsField,
  outputs: MORE.OutputsField,
  lists: MORE.ListsField,
  choice: MORE.ChoiceField,
  switch: MORE.SwitchField,
  number: MORE.NumberControl,
  color: MORE.ColorField,
  credential: MORE.CredentialField,
  json: MORE.JsonControl,
  pairs: MORE.PairsField,
  duration: MORE.DurationField,
  files: MORE.FilesField,
  cron: MORE.CronField,
  timeZone: MORE.TimeZoneField,
  workflows: MORE.WorkflowsField,
};

/** The editor of one property of a node's data, by the control its schema asks for. */
export function Control(props: ControlProps) {
  const { control, template } = props.spec;
  const Field = CONTROLS[control] ?? (template ? TextTemplateField : TextControl);
  return <Field {...props} />;
}

/**
 * Controls that not every card has: loaded together when one of them is first wanted, so that the
 * canvas is there sooner.
 */
export { AssetField } from "./AssetField";
export { ColorField } from "./ColorField";
export { CredentialField } from "./CredentialField";
export { CronField } from "./CronField";
export { DurationField } from "./DurationField";
export { FilesField } from "./FilesField";
export { ItemsField } from "./ItemsField";
export { JsonControl } from "./JsonControl";
export { ListsField } from "./ListsField";
export { ModelsField } from "./ModelsField";
export { OutputsField } from "./OutputsField";
export { PairsField } from "./PairsField";
export { ParamsField } from "./ParamsField";
export { PromptModeField, PromptModelField } from "./PromptModeFields";
export { ReferencesField } from "./ReferencesField";
export { RequestFieldsField } from "./RequestFieldsField";
export { ChoiceField, FormatField, NumberControl, QualityField, SwitchField } from "./SimpleFields";
export { SchemaField } from "./SchemaField";
export { StyleField } from "./StyleField";
export { TextModelField } from "./TextModelField";
export { TimeZoneField } from "./TimeZoneField";
export { WorkflowsField } from "./WorkflowsField";

import { PROVIDER } from "@/graph/catalogue";
import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useFittingModels, useModelId, useReferenceRoles } from "@/store/hooks";
import { modelChoices } from "./modelChoices";
import { ModelPicker } from "./ModelPicker";
import { asText } from "./schema";

export function ModelField({ nodeId, spec, data, onChange }: ControlProps) {
  const fitting = useFittingModels(nodeId);
  const references = useReferenceRoles(nodeId);
  const chosen = useModelId(nodeId);
  const provider = asText(data[PROVIDER]);
  return (
    <ModelPicker
      label={spec.title}
      value={chosen}
      placeholder={provider ? t("fields.defaultOf", { name: provider }) : t("fields.chooseModel")}
      choices={modelChoices(fitting, chosen, references)}
      onChange={(id) => onChange({ [spec.name]: id })}
    />
  );
}

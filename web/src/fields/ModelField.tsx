import type { ControlProps } from "@/graph/fieldSpec";
import { referencesOf } from "@/graph/references";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useCatalogue, useEditor, useModels } from "@/store/hooks";
import type { Choice } from "@/ui/ChoiceRow";
import { Select } from "@/ui/Select";
import { modelChoices } from "./modelChoices";

const LIST_WIDTH = 380;

export function ModelField({ nodeId, spec, data, onChange }: ControlProps) {
  const studio = useStudio();
  const models = useModels();
  const catalogue = useCatalogue();
  const references = useEditor(({ doc }) => {
    const node = doc.nodes.byId[nodeId];
    return node ? referencesOf(doc, catalogue, node).length : 0;
  });
  const named = data[spec.name];
  const chosen = typeof named === "string" && named !== "" ? named : catalogue.defaultModel;
  return (
    <Select
      label={spec.title}
      value={chosen}
      placeholder={t("fields.chooseModel")}
      choices={modelChoices(models, chosen, references)}
      search={{
        search: t("fields.modelSearch"),
        nothing: t("fields.modelNothing"),
        asTyped: endpointChoice,
      }}
      listWidth={LIST_WIDTH}
      onOpen={() => studio.refreshModels()}
      onChange={(id) => onChange({ [spec.name]: id })}
    />
  );
}

/** An endpoint that stands in no list is used as it is, by its id. */
function endpointChoice(id: string): Choice | null {
  if (!/^[\w.-]+(\/[\w.-]+)+$/.test(id)) return null;
  return {
    value: id,
    label: t("fields.useEndpoint", { id }),
    description: t("fields.useEndpointWhy"),
    group: t("fields.notListed"),
  };
}

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import type { Choice } from "@/ui/ChoiceRow";
import { Select, type SelectProps } from "@/ui/Select";

const LIST_WIDTH = 380;

type ModelPickerProps = Pick<
  SelectProps,
  "label" | "value" | "placeholder" | "choices" | "reason" | "onChange"
>;

/** The image models to choose from, looked up anew when it opens; any endpoint by its id. */
export function ModelPicker(props: ModelPickerProps) {
  const studio = useStudio();
  return (
    <Select
      {...props}
      search={{
        search: t("fields.modelSearch"),
        nothing: t(props.choices.length > 0 ? "fields.modelNothing" : "fields.modelNone"),
        asTyped: endpointChoice,
      }}
      listWidth={LIST_WIDTH}
      onOpen={() => studio.refreshModels()}
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

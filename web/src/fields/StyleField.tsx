import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useModelOf } from "@/store/hooks";
import { Select } from "@/ui/Select";
import { optionsFrom } from "./options";

const LIST_WIDTH = 280;

/** The styles of the model, in its own order, each with one line on how it looks. */
export function StyleField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const model = useModelOf(nodeId);
  const styles = model?.styles ?? spec.choices.map((choice) => String(choice.const));
  const value = data[spec.name] ?? spec.default;
  return (
    <Select
      label={spec.title}
      look={place === "panel" ? "text" : "field"}
      value={typeof value === "string" ? value : (styles[0] ?? null)}
      choices={optionsFrom(styles, spec)}
      placeholder={t("fields.none")}
      reason={styles.length === 0 ? t("fields.noStyles", { model: model?.title ?? "" }) : null}
      listWidth={LIST_WIDTH}
      onChange={(style) => onChange({ [spec.name]: style })}
    />
  );
}

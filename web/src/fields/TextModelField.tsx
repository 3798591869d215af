import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useTextModels } from "@/store/hooks";
import { Select } from "@/ui/Select";
import { Tooltip } from "@/ui/Tooltip";
import { modelPrice, priceSource, textModelChoices } from "./modelChoices";

const LIST_WIDTH = 340;
const NOBODY = "";

/** Which text model writes; where that may be none, none is a choice, too. */
export function TextModelField({ spec, place, data, onChange }: ControlProps) {
  const texts = useTextModels();
  const named = data[spec.name];
  const none = spec.schema["x-none"];
  const chosen = typeof named === "string" && named !== "" ? named : none ? NOBODY : texts.default;
  const model = texts.items.find(({ id }) => id === chosen);
  const models = textModelChoices(texts.items, chosen);
  const select = (
    <Select
      label={spec.title}
      look={place === "card" ? "field" : "text"}
      value={chosen}
      placeholder={t("fields.chooseModel")}
      choices={none ? [{ value: NOBODY, label: none.title }, ...models] : models}
      search={{ search: t("fields.modelSearch"), nothing: t("fields.modelNothing") }}
      listWidth={LIST_WIDTH}
      onChange={(id) => onChange({ [spec.name]: id === NOBODY ? undefined : id })}
    />
  );
  if (place === "card") return select;
  return (
    <div className="flex min-h-8 items-center gap-3">
      <span className="shrink-0 text-muted">{spec.title}</span>
      <span className="flex min-w-0 flex-1 items-center justify-end gap-2">
        {select}
        {model ? (
          <Tooltip content={priceSource(model.price)}>
            <span tabIndex={0} className="shrink-0 text-sm text-muted">
              {modelPrice(model.price)}
            </span>
          </Tooltip>
        ) : null}
      </span>
    </div>
  );
}

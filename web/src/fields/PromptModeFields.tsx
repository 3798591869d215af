import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useTextModels } from "@/store/hooks";
import { Segmented } from "@/ui/Segmented";
import { Select } from "@/ui/Select";
import { Tooltip } from "@/ui/Tooltip";
import { modelPrice, priceSource, textModelChoices } from "./modelChoices";

const LIST_WIDTH = 340;

/** Whether the prompt is sent as written, or a text model writes it. */
export function PromptModeField({ spec, data, onChange }: ControlProps) {
  const value = data[spec.name] ?? spec.default;
  return (
    <Segmented
      label={spec.title}
      value={typeof value === "string" ? value : ""}
      segments={spec.choices.map((choice) => ({
        value: String(choice.const),
        label: choice.title,
        tip: choice.description,
      }))}
      onChange={(mode) => onChange({ [spec.name]: mode })}
    />
  );
}

/** Who writes the prompt, and what that costs. */
export function PromptModelField({ spec, data, onChange }: ControlProps) {
  const texts = useTextModels();
  const named = data[spec.name];
  const chosen = typeof named === "string" && named !== "" ? named : texts.default;
  const model = texts.items.find(({ id }) => id === chosen);
  return (
    <div className="flex min-h-8 items-center gap-3">
      <span className="shrink-0 text-muted">{spec.title}</span>
      <span className="flex min-w-0 flex-1 items-center justify-end gap-2">
        <Select
          label={spec.title}
          look="text"
          value={chosen}
          placeholder={t("fields.chooseModel")}
          choices={textModelChoices(texts.items, chosen)}
          search={{ search: t("fields.modelSearch"), nothing: t("fields.modelNothing") }}
          listWidth={LIST_WIDTH}
          onChange={(id) => onChange({ [spec.name]: id })}
        />
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

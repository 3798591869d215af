import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useFansOut, useModelOf } from "@/store/hooks";
import { Stepper } from "@/ui/Stepper";

/** Images per run, up to the model's limit; under a list each item makes one. */
export function CountField({ nodeId, spec, data, onChange }: ControlProps) {
  const model = useModelOf(nodeId);
  const listed = useFansOut(nodeId);
  const value = data[spec.name];
  const standard = typeof spec.default === "number" ? spec.default : 1;
  return (
    <Stepper
      label={spec.title}
      value={listed ? 1 : typeof value === "number" ? value : standard}
      min={spec.schema.minimum ?? 1}
      max={model?.maxCount ?? spec.schema.maximum ?? 1}
      labels={{ less: t("fields.countLess"), more: t("fields.countMore") }}
      reason={listed ? t("store.listMakesOne") : null}
      onChange={(count) => onChange({ [spec.name]: count })}
    />
  );
}

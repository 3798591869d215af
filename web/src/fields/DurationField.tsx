import type { JsonValue } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useModelOf } from "@/store/hooks";
import { NumberField } from "@/ui/NumberField";
import { Select } from "@/ui/Select";

/** Seconds, as the model takes them: from its list, or any within its bounds. */
export function DurationField({ nodeId, spec, data, onChange }: ControlProps) {
  const own = useModelOf(nodeId)?.parameters.properties?.[spec.name];
  if (!own) return null;
  const value = data[spec.name];
  const write = (seconds: number | null) => onChange({ [spec.name]: seconds ?? undefined });
  const listed = (own.enum ?? []).map(secondsOf).filter((each) => each !== null);
  const usual = secondsOf(own.default);
  if (listed.length === 0)
    return (
      <NumberField
        label={spec.title}
        value={typeof value === "number" ? value : null}
        min={own.minimum}
        max={own.maximum}
        placeholder={usual === null ? undefined : String(usual)}
        onChange={write}
      />
    );
  return (
    <Select
      label={spec.title}
      value={String(typeof value === "number" ? value : (usual ?? ""))}
      choices={listed.map((n) => ({ value: String(n), label: tl("films.seconds", { n }) }))}
      placeholder={t("fields.choose")}
      onChange={(text) => write(Number(text) === usual ? null : Number(text))}
    />
  );
}

/** The seconds of a model's own word, such as `5` or `8s`; null for any other, such as `auto`. */
function secondsOf(word: JsonValue | undefined): number | null {
  const match = typeof word === "number" ? [word, word] : /^(\d+(?:\.\d+)?)s?$/.exec(text(word));
  return match ? Number(match[1]) : null;
}

function text(word: JsonValue | undefined): string {
  return typeof word === "string" ? word : "";
}

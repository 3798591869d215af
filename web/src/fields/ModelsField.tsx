import { useRef } from "react";
import { flushSync } from "react-dom";
import type { JsonValue } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import {
  useCatalogue,
  useFittingModels,
  useModelId,
  useModelOf,
  useReferenceRoles,
} from "@/store/hooks";
import { modelChoices } from "./modelChoices";
import { ModelLine, type LineButton } from "./ModelLine";
import { ModelPicker } from "./ModelPicker";
import { moved } from "./reorder";

/**
 * Models in the order in which they are tried. In a line Alt with an arrow moves its model and
 * Delete takes it out, like its buttons.
 */
export function ModelsField({ nodeId, spec, data, onChange }: ControlProps) {
  const holder = useRef<HTMLDivElement>(null);
  const models = useFittingModels(nodeId);
  const chosen = useModelId(nodeId);
  const references = useReferenceRoles(nodeId);
  const ids = idsOf(data[spec.name]);
  const most = spec.schema.maxItems ?? Infinity;

  const write = (next: readonly string[]) =>
    onChange({ [spec.name]: next.length > 0 ? [...next] : undefined });
  const change = (next: readonly string[], index: number, button: LineButton) => {
    // Drawn at once: the next key is already for the button that it leads to.
    flushSync(() => write(next));
    const line = holder.current?.querySelectorAll("li")[index];
    const target = line?.querySelector<HTMLElement>(`[name=${button}]`);
    (target ?? holder.current?.querySelector<HTMLElement>("[role=combobox]"))?.focus();
  };
  const move = (index: number, by: number, button: LineButton) => {
    const next = moved(ids, index, index + by);
    if (next === ids) return;
    change(next, index + by, button);
  };
  const remove = (index: number) => {
    const next = ids.filter((_, at) => at !== index);
    change(next, Math.max(0, index - 1), "remove");
  };
  return (
    <div ref={holder} className="flex w-full flex-col gap-1">
      {ids.length > 0 ? (
        <ol aria-label={spec.title} className="flex flex-col gap-1">
          {ids.map((id, index) => (
            <ModelLine
              key={id}
              modelId={id}
              place={index}
              last={index === ids.length - 1}
              references={references}
              onMove={(by, button) => move(index, by, button)}
              onRemove={() => remove(index)}
            />
          ))}
        </ol>
      ) : null}
      <ModelPicker
        label={spec.title}
        value={null}
        placeholder={t("fields.addModel")}
        choices={modelChoices(models, null, references).filter(
          ({ value }) => value !== chosen && !ids.includes(value),
        )}
        reason={ids.length >= most ? t("fields.modelsFull", { n: most }) : null}
        onChange={(id) => write([...ids, id])}
      />
      <OwnFallbacks nodeId={nodeId} named={ids} />
    </div>
  );
}

/** Models that the chosen one's contract names to stand in for it: they come after the node's own. */
function OwnFallbacks({ nodeId, named }: { nodeId: string; named: readonly string[] }) {
  const { models } = useCatalogue();
  const own = useModelOf(nodeId)?.fallbacks.filter((id) => !named.includes(id)) ?? [];
  if (own.length === 0) return null;
  const names = own.map((id) => models[id]?.title ?? id).join(", ");
  return <p className="text-sm text-muted">{t("fields.ownFallbacks", { names })}</p>;
}

function idsOf(value: JsonValue | undefined): readonly string[] {
  const ids = Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  return [...new Set(ids)];
}

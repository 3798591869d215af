import { useQuery } from "@tanstack/react-query";
import { Workflow, X } from "lucide-react";
import type { Client } from "@/api/client";
import type { JsonValue, WorkflowSummary } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useWorkflowId } from "@/store/hooks";
import { IconButton } from "@/ui/IconButton";
import { Select } from "@/ui/Select";

const MOST_PAGES = 10;

/** Other workflows of the workspace, by name; kept by id, so that renaming one changes nothing. */
export function WorkflowsField({ spec, data, onChange }: ControlProps) {
  const { client } = useStudio();
  const current = useWorkflowId();
  const { data: known } = useQuery({
    queryKey: ["workflows", "all"],
    queryFn: () => allWorkflows(client),
  });
  const ids = idsOf(data[spec.name]);
  const most = spec.schema.maxItems ?? Infinity;
  const write = (next: readonly string[]) =>
    onChange({ [spec.name]: next.length > 0 ? [...next] : undefined });
  const choices = (known ?? [])
    .filter(({ id }) => id !== current && !ids.includes(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className="flex w-full flex-col gap-1">
      {ids.length > 0 ? (
        <ul aria-label={spec.title} className="flex flex-col gap-1">
          {ids.map((id) => (
            <Line
              key={id}
              name={known?.find((workflow) => workflow.id === id)?.name ?? null}
              id={id}
              gone={known !== undefined && !known.some((workflow) => workflow.id === id)}
              onRemove={() => write(ids.filter((other) => other !== id))}
            />
          ))}
        </ul>
      ) : null}
      <Select
        label={spec.title}
        value={null}
        placeholder={tl("tools.add")}
        choices={choices}
        search={{ search: tl("tools.search"), nothing: tl("tools.nothing") }}
        reason={reasonNotToAdd(ids.length >= most, known !== undefined && choices.length === 0)}
        onChange={(id) => write([...ids, id])}
      />
    </div>
  );
}

interface LineProps {
  id: string;
  name: string | null;
  gone: boolean;
  onRemove: () => void;
}

function Line({ id, name, gone, onRemove }: LineProps) {
  const title = name ?? id;
  return (
    <li className="rounded-sm bg-raised">
      <div className="flex h-8 items-center gap-2 pr-1 pl-2.5">
        <Workflow aria-hidden size={14} className="shrink-0 text-muted" />
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        <IconButton
          size="sm"
          icon={X}
          label={t("fields.removeField", { name: title })}
          onClick={onRemove}
        />
      </div>
      {gone ? <p className="px-2.5 pb-1.5 text-sm text-bad">{tl("tools.gone")}</p> : null}
    </li>
  );
}

function reasonNotToAdd(full: boolean, none: boolean): string | null {
  if (full) return tl("tools.full");
  return none ? tl("tools.noOthers") : null;
}

async function allWorkflows(client: Client): Promise<WorkflowSummary[]> {
  const found: WorkflowSummary[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const next: Awaited<ReturnType<Client["workflows"]>> = await client.workflows(
      cursor ?? undefined,
    );
    found.push(...next.items);
    cursor = next.nextCursor;
    if (cursor === null) break;
  }
  return found;
}

function idsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

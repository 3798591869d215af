import { Check, TriangleAlert, Wrench } from "lucide-react";
import type { JsonValue } from "@/api/types";
import { AssetPicture } from "@/fields/AssetPicture";
import { costWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { assetIn } from "./runWords";
import { toolCallsIn, type ToolCall } from "./toolCall";

const THUMBNAIL = 56;

/** What a text model had called before it answered: each with what it was given and what came. */
export function ToolCalls({ output }: { output: JsonValue }) {
  const calls = toolCallsIn(output);
  if (calls.length === 0) return null;
  return (
    <ol aria-label={tl("tools.calls")} className="flex flex-col gap-1 py-1 pl-7">
      {calls.map((call, index) => (
        <Call key={index} call={call} />
      ))}
    </ol>
  );
}

function Call({ call }: { call: ToolCall }) {
  const studio = useStudio();
  const { workflowId } = call;
  const cost = call.cost === 0 ? "" : costWords(call.cost);
  const open = (id: string) => {
    studio.openWorkflow(id).catch((error: unknown) => studio.notices.fail(error));
  };
  return (
    <li className="rounded-sm bg-raised px-2 py-1 text-sm">
      <details>
        <summary className="cursor-default list-none rounded-sm">
          <Title call={call} cost={cost} />
        </summary>
        <dl className="flex flex-col gap-1 pt-1">
          <Told label={tl("tools.arguments")} value={call.arguments} />
          {call.error === null ? (
            <Told label={tl("tools.answer")} value={call.answer} />
          ) : (
            <p className="text-bad">{call.error}</p>
          )}
        </dl>
        {workflowId !== null && call.runId !== null ? (
          <Button tone="link" onClick={() => open(workflowId)}>
            {tl("tools.openRun")}
          </Button>
        ) : null}
      </details>
    </li>
  );
}

function Title({ call, cost }: { call: ToolCall; cost: string }) {
  const Mark = call.error === null ? Check : TriangleAlert;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Wrench aria-hidden size={12} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{call.title}</span>
      <span className="shrink-0 text-muted">{cost}</span>
      <Mark
        size={12}
        aria-label={call.error === null ? tl("tools.succeeded") : tl("tools.failed")}
        className={call.error === null ? "shrink-0 text-muted" : "shrink-0 text-bad"}
      />
    </span>
  );
}

function Told({ label, value }: { label: string; value: JsonValue }) {
  const entries = isRecord(value) ? Object.entries(value) : [[label, value] as const];
  return (
    <div>
      <dt className="text-muted">{label}</dt>
      {entries.map(([name, one]) => {
        const assetId = assetIn(one);
        return (
          <dd key={name} className="flex gap-2">
            <span className="shrink-0 font-medium">{name}</span>
            {assetId ? (
              <span className="block size-11 overflow-hidden rounded-sm">
                <AssetPicture assetId={assetId} alt={name} width={THUMBNAIL} />
              </span>
            ) : (
              <span className="line-clamp-4 min-w-0 break-words">
                {typeof one === "string" ? one : JSON.stringify(one)}
              </span>
            )}
          </dd>
        );
      })}
    </div>
  );
}

function isRecord(value: JsonValue): value is Record<string, JsonValue> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

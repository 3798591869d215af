import { useQuery } from "@tanstack/react-query";

import type { ApiError } from "@/api/problem";
import type { Called, JsonValue, PropertySchema } from "@/api/types";
import { costWords, durationWords } from "@/fields/words";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { CodeBlock } from "@/ui/CodeBlock";

import { copyWords } from "./words";

/** What the call answered: its pictures, what it took, and the answer itself. */
export function Answer({ called, outputs }: { called: Called; outputs: PropertySchema }) {
  const pictures = Object.entries(called.body).flatMap(([name, value]) =>
    isAddress(outputs.properties?.[name]) ? addresses(value).map((url) => ({ name, url })) : [],
  );
  const runId = called.body["runId"] ?? called.body["id"];
  return (
    <div role="region" aria-label={t("running.answer")} className="flex flex-col gap-2">
      <p className="text-sm text-muted">
        {called.status === 202 ? t("running.goesOn") : t("running.answered")}
        {typeof runId === "string" ? <Spent runId={runId} /> : null}
      </p>
      {pictures.length > 0 ? (
        <ul className="flex flex-wrap gap-2">
          {pictures.map(({ name, url }) => (
            <li key={url}>
              <img src={here(url)} alt={name} className="max-h-48 max-w-full rounded-sm" />
            </li>
          ))}
        </ul>
      ) : null}
      <CodeBlock
        label={t("running.answer")}
        code={JSON.stringify(called.body, null, 2)}
        words={copyWords()}
      />
    </div>
  );
}

/** Why the call came to nothing, and what to do. */
export function Refusal({ error }: { error: ApiError }) {
  const runId = error.body["runId"];
  return (
    <div role="alert" className="flex flex-col gap-2">
      <p>
        <span className="text-bad">{wordsOf(error)}</span>{" "}
        <span className="text-muted">{served(error.hint ?? "")}</span>
      </p>
      <p className="text-sm text-muted">
        {error.status > 0 ? `${error.status} ${error.code}` : error.code}
        {typeof runId === "string" ? <Spent runId={runId} /> : null}
      </p>
      <CodeBlock
        label={t("running.answer")}
        code={JSON.stringify(error.body, null, 2)}
        words={copyWords()}
      />
    </div>
  );
}

/** What the call's run cost and how long it took. */
function Spent({ runId }: { runId: string }) {
  const { client } = useStudio();
  const { data: run } = useQuery({
    queryKey: ["run", runId],
    queryFn: () => client.run(runId),
    staleTime: Infinity,
  });
  if (!run) return null;
  const { startedAt, endedAt } = run;
  const took = startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : null;
  return (
    <>
      {" · "}
      {[costWords(run.cost), took === null ? "" : durationWords(took)].filter(Boolean).join(" · ")}
    </>
  );
}

function isAddress(property: PropertySchema | undefined): boolean {
  if (property?.format === "uri") return true;
  return property?.items?.anyOf?.some(isAddress) ?? false;
}

function addresses(value: JsonValue): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}

/** The same file by the address this page came from, which the browser lets it show. */
function here(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

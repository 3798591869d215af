import { Copy } from "lucide-react";
import { useEffect, useRef } from "react";

import type { JsonValue } from "@/api/types";
import { t } from "@/i18n/t";
import { useNodeRun } from "@/store/hooks";
import { isBusy, type NodeRun } from "@/store/runs";
import { useStudio } from "@/store/context";
import { copyText } from "@/ui/copyText";
import { IconButton } from "@/ui/IconButton";

/** What a text model writes while it does, and what came of it. */
export function Answer({ nodeId }: { nodeId: string }) {
  const { notices } = useStudio();
  const run = useNodeRun(nodeId);
  const writing = isBusy(run);
  const text = textOf(run);
  const structured = writing ? null : structuredOf(run);
  const copy = () => {
    if (copyText(text)) notices.say({ text: t("writing.copied") });
  };
  return (
    <section
      aria-label={t("writing.answer")}
      aria-busy={writing}
      className="group/answer nodrag relative size-full rounded-md bg-raised"
    >
      {structured ? <Parts value={structured} /> : <Words text={text} writing={writing} />}
      {text !== "" && !writing ? (
        <IconButton
          icon={Copy}
          label={t("writing.copyAnswer")}
          onClick={copy}
          className="absolute top-1 right-1 bg-raised opacity-0 group-hover/answer:opacity-100 focus-visible:opacity-100"
        />
      ) : null}
    </section>
  );
}

/** The text, kept at its end while it grows. */
function Words({ text, writing }: { text: string; writing: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (writing && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text, writing]);
  return (
    <div
      ref={box}
      tabIndex={text === "" ? undefined : 0}
      className="nowheel size-full overflow-y-auto rounded-md px-2.5 py-1.5 break-words whitespace-pre-wrap"
    >
      {text === "" && !writing ? (
        <span className="text-muted">{t("writing.nothingYet")}</span>
      ) : (
        text
      )}
      {writing ? (
        <span aria-hidden className="ml-0.5 inline-block h-3.5 w-0.5 animate-pulse bg-gold" />
      ) : null}
    </div>
  );
}

/** The fields of a structured answer. */
function Parts({ value }: { value: Readonly<Record<string, JsonValue>> }) {
  return (
    <dl
      tabIndex={0}
      className="nowheel grid size-full auto-rows-min grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 overflow-y-auto rounded-md px-2.5 py-1.5"
    >
      {Object.entries(value).map(([name, part]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">
            {typeof part === "string" ? part : JSON.stringify(part)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function textOf(run: NodeRun | null): string {
  if (!run) return "";
  if (isBusy(run)) return run.written ?? "";
  const output = isObject(run.output) ? run.output : {};
  const { items, text } = output;
  if (typeof text === "string") return text;
  if (!Array.isArray(items)) return run.status === "failed" ? (run.written ?? "") : "";
  const done = items.filter((item) => isObject(item) && item.status === "succeeded").length;
  return t("writing.ofItems", { done, n: items.length });
}

function structuredOf(run: NodeRun | null): Record<string, JsonValue> | null {
  const value = isObject(run?.output) ? run.output.structured : undefined;
  return isObject(value) && Object.keys(value).length > 0 ? value : null;
}

function isObject(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

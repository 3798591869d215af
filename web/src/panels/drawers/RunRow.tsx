import { ChevronRight } from "lucide-react";
import type { Execution, Run } from "@/api/types";
import { costWords, durationWords, whenWords } from "@/fields/words";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor, useCatalogue } from "@/store/hooks";
import { isActive } from "@/store/runs";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { StatusMark } from "./StatusMark";

interface RunRowProps {
  run: Run;
  now: number;
  open: boolean;
  onToggle: () => void;
}

export function RunRow({ run, now, open, onToggle }: RunRowProps) {
  const { runs } = useStudio();
  const duration = spent(run.startedAt, run.endedAt);
  return (
    <li className="rounded-sm">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full items-center gap-2 rounded-sm px-2 py-2 text-left hover:bg-hover"
      >
        <StatusMark status={run.status} />
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{t(`panels.status_${run.status}`)}</span>
          <span className="block truncate text-sm text-muted">{whenWords(run.createdAt, now)}</span>
        </span>
        <span className="text-right text-sm text-muted">
          <span className="block">
            {isActive(run.status) ? t("panels.doneOf", run.progress) : duration}
          </span>
          <span className="block">{costWords(run.cost)}</span>
        </span>
        <ChevronRight
          aria-hidden
          size={14}
          className={cx("text-muted transition-transform", open && "rotate-90")}
        />
      </button>
      {open ? (
        <div className="flex flex-col gap-2 px-2 pt-1 pb-3">
          {run.error ? <p className="text-bad">{run.error.detail}</p> : null}
          <ul>
            {Object.entries(run.nodes).map(([nodeId, execution]) => (
              <ExecutionRow key={nodeId} nodeId={nodeId} execution={execution} />
            ))}
          </ul>
          {isActive(run.status) ? (
            <Button size="sm" className="self-start" onClick={() => void runs.cancel(run.id)}>
              {t("panels.stop")}
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

/** One node of a run; a click goes to it, where it still stands on the canvas. */
function ExecutionRow({ nodeId, execution }: { nodeId: string; execution: Execution }) {
  const { editor, view } = useStudio();
  const catalogue = useCatalogue();
  const title = useEditor(({ doc }) => {
    const type = doc.nodes.byId[nodeId]?.type;
    return type === undefined ? null : (catalogue.types[type]?.title ?? type);
  });
  const go = () => {
    editor.select([nodeId]);
    view.centreOn(nodeId);
  };
  return (
    <li>
      <button
        type="button"
        aria-disabled={title === null || undefined}
        onClick={title === null ? undefined : go}
        className="flex w-full items-center gap-2 rounded-sm px-1 py-1 text-left text-sm hover:bg-hover"
      >
        <StatusMark status={execution.status} />
        <span className="min-w-0 flex-1 truncate">
          {title ?? t("panels.nodeGone")} <span className="text-muted">{nodeId}</span>
        </span>
        <span className="text-muted">
          {execution.cached ? t("panels.reused") : spent(execution.startedAt, execution.endedAt)}
        </span>
      </button>
      {execution.error ? <p className="pl-7 text-sm text-bad">{execution.error.detail}</p> : null}
      {execution.warnings.map((warning) => (
        <p key={warning.code} className="pl-7 text-sm text-muted">
          {warning.message}
        </p>
      ))}
    </li>
  );
}

function spent(startedAt: string | null, endedAt: string | null): string {
  if (!startedAt || !endedAt) return "";
  return durationWords(Date.parse(endedAt) - Date.parse(startedAt));
}

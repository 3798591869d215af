import type { Execution } from "@/api/types";
import { costWords } from "@/fields/words";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { happened } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { useCatalogue, useEditor } from "@/store/hooks";
import { StatusMark } from "../StatusMark";
import { spent } from "./runWords";
import { ToolCalls } from "./ToolCalls";

interface ExecutionRowProps {
  nodeId: string;
  execution: Execution;
}

/** One node of a run; a click goes to it, where it still stands on the canvas. */
export function ExecutionRow({ nodeId, execution }: ExecutionRowProps) {
  const { editor, view } = useStudio();
  const catalogue = useCatalogue();
  const title = useEditor(({ doc }) => {
    const type = doc.nodes.byId[nodeId]?.type;
    return type === undefined ? null : (catalogue.types[type]?.title ?? type);
  });
  const { cached, cost, error, warnings } = execution;
  const go = () => {
    editor.select([nodeId]);
    view.centreOn(nodeId);
  };
  const facts = cached
    ? [t("panels.reused")]
    : [spent(execution), cost === 0 ? "" : costWords(cost)];
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
        <span className="shrink-0 text-muted">
          {facts.filter((fact) => fact !== "").join(" · ")}
        </span>
      </button>
      {error ? (
        <div className="pl-7 text-sm">
          <p className="text-bad">{happened(error)}</p>
          {error.hint ? <p className="text-muted">{served(error.hint)}</p> : null}
        </div>
      ) : null}
      <ToolCalls output={execution.output} />
      {warnings.map((warning) => (
        <p key={warning.code} className="pl-7 text-sm text-muted">
          {served(warning.message)}
        </p>
      ))}
    </li>
  );
}

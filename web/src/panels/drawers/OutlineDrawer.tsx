import { CircleAlert, Workflow } from "lucide-react";
import type { Problem } from "@/api/types";
import { edgesInto } from "@/graph/document";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import {
  useCatalogue,
  useEditor,
  useNode,
  useNodeIds,
  useNodeRun,
  useProblems,
} from "@/store/hooks";
import { useSame } from "@/store/useSame";
import { Drawer } from "@/ui/Drawer";
import { Empty } from "@/ui/Empty";
import { NamedIcon } from "@/ui/NamedIcon";
import { Section } from "@/ui/Section";
import { StatusMark } from "./StatusMark";

/** The workflow as a list: problems, then every node with what feeds it. A click goes there. */
export default function OutlineDrawer() {
  const { view } = useStudio();
  const nodes = useNodeIds();
  const problems = useProblems();
  return (
    <Drawer
      title={t("panels.outline")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
    >
      {nodes.length === 0 ? (
        <Empty icon={Workflow} title={t("panels.noNodes")} hint={t("panels.noNodesHint")} />
      ) : (
        <>
          <Section title={t("panels.problems")} aside={problems.length || undefined}>
            {problems.length === 0 ? <p className="text-muted">{t("panels.noProblems")}</p> : null}
            <ul className="-mx-2">
              {problems.map((problem, index) => (
                <ProblemRow key={index} problem={problem} />
              ))}
            </ul>
          </Section>
          <Section title={t("panels.nodes")} aside={nodes.length}>
            <ul className="-mx-2">
              {nodes.map((id) => (
                <NodeRow key={id} nodeId={id} />
              ))}
            </ul>
          </Section>
        </>
      )}
    </Drawer>
  );
}

function useGo(nodeId: string | null): () => void {
  const { editor, view } = useStudio();
  return () => {
    if (nodeId === null) return;
    editor.select([nodeId]);
    view.showPanel(true);
    view.centreOn(nodeId);
  };
}

const ROW = "flex w-full gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover";

function ProblemRow({ problem }: { problem: Problem }) {
  const go = useGo(problem.nodeId);
  return (
    <li>
      <button type="button" onClick={go} className={ROW}>
        <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0 text-bad" />
        <span className="min-w-0">
          <span className="block">{served(problem.message)}</span>
          <span className="block text-sm text-muted">{problem.nodeId}</span>
        </span>
      </button>
    </li>
  );
}

function NodeRow({ nodeId }: { nodeId: string }) {
  const go = useGo(nodeId);
  const node = useNode(nodeId);
  const catalogue = useCatalogue();
  const run = useNodeRun(nodeId);
  const sources = useEditor(
    useSame(({ doc }) => [...new Set(edgesInto(doc, nodeId).map((edge) => edge.source))]),
  );
  const type = node && catalogue.types[node.type];
  return (
    <li>
      <button type="button" onClick={go} className={ROW}>
        <NamedIcon name={type?.icon ?? ""} size={15} className="mt-0.5 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="truncate font-medium">{type?.title ?? node?.type}</span>
            <span className="truncate text-sm text-muted">{nodeId}</span>
          </span>
          {sources.length > 0 ? (
            <span className="block truncate text-sm text-muted">
              {t("panels.fedBy", { names: sources.join(", ") })}
            </span>
          ) : null}
        </span>
        {run ? <StatusMark status={run.status} /> : null}
      </button>
    </li>
  );
}

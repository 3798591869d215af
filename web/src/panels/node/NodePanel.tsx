import { X } from "lucide-react";
import type { NodeRecord } from "@/api/types";
import type { DataChanges } from "@/graph/fieldSpec";
import { isRunnable } from "@/graph/writing";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useModelOf, useNodeType, useProblems } from "@/store/hooks";
import { IconButton } from "@/ui/IconButton";
import { NodeName } from "./NodeName";
import { PanelField } from "./PanelField";
import { PanelFooter } from "./PanelFooter";
import { PanelSectionView } from "./PanelSectionView";
import { panelSections } from "./sections";
import { TriggerSection } from "./TriggerSection";

interface NodePanelProps {
  node: NodeRecord;
}

/** Everything about the selected node, in the same order for every type. */
export default function NodePanel({ node }: NodePanelProps) {
  const { editor, view } = useStudio();
  const type = useNodeType(node.type);
  const model = useModelOf(node.id);
  const problems = useProblems(node.id);
  const change = (changes: DataChanges) => editor.setData(node.id, changes);
  return (
    <aside
      aria-label={t("panels.panelOf", { title: type?.title ?? node.type })}
      onBlur={() => editor.settle()}
      className="flex h-full w-87 flex-col overflow-hidden rounded-lg border border-line bg-card shadow-card"
    >
      <header className="flex items-center gap-2 border-b border-line py-2.5 pr-2.5 pl-4">
        <h2 className="min-w-0 flex-1 truncate text-lg font-semibold">
          {type?.title ?? node.type}
        </h2>
        <NodeName nodeId={node.id} />
        <IconButton icon={X} label={t("panels.closePanel")} onClick={() => view.showPanel(false)} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {problems.length > 0 ? (
          <ul
            aria-label={t("panels.problems")}
            className="flex flex-col gap-1 border-b border-line bg-bad-wash px-4 py-2.5"
          >
            {problems.map((problem) => (
              <li key={`${problem.code} ${problem.field} ${problem.message}`} className="text-bad">
                {served(problem.message)}
              </li>
            ))}
          </ul>
        ) : null}
        {type?.startedBy ? <TriggerSection node={node} startedBy={type.startedBy} /> : null}
        {type ? (
          panelSections(type, node.data, model).map((section) => (
            <PanelSectionView key={section.key} nodeId={node.id} section={section}>
              {section.specs.map((spec) => (
                <PanelField
                  key={spec.name}
                  alone={spec.title === section.title}
                  nodeId={node.id}
                  spec={spec}
                  place="panel"
                  data={node.data}
                  onChange={change}
                />
              ))}
            </PanelSectionView>
          ))
        ) : (
          <p className="p-4 text-muted">{t("panels.unknownType", { type: node.type })}</p>
        )}
      </div>
      {type && isRunnable(type, node.data) ? <PanelFooter nodeId={node.id} /> : null}
    </aside>
  );
}

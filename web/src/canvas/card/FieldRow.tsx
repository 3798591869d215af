import { Settings2 } from "lucide-react";

import type { NodeRecord, NodeType } from "@/api/types";
import { Control } from "@/fields/Control";
import type { FieldSpec } from "@/graph/fieldSpec";
import { isBox } from "@/graph/geometry";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { IconButton } from "@/ui/IconButton";

import { RunButton } from "./RunButton";

interface FieldRowProps {
  node: NodeRecord;
  type: NodeType;
  fields: readonly FieldSpec[];
  /** The row ends with settings and Run. */
  actions: boolean;
}

/** One row of controls, drawn from the schema. */
export function FieldRow({ node, type, fields, actions }: FieldRowProps) {
  const { editor, view } = useStudio();
  const showSettings = () => {
    editor.select([node.id]);
    view.showPanel(true);
  };
  return (
    <div className="nodrag flex h-full items-stretch gap-2" onBlur={() => editor.settle()}>
      {fields.map((field) => (
        <div key={field.name} className={isBox(field) || !isNarrow(field) ? "min-w-0 flex-1" : ""}>
          <Control
            nodeId={node.id}
            spec={field}
            place="card"
            data={node.data}
            onChange={(changes) => editor.setData(node.id, changes)}
          />
        </div>
      ))}
      {actions ? (
        <>
          {fields.length === 0 ? <span className="flex-1" /> : null}
          <IconButton
            icon={Settings2}
            label={t("canvas.settingsOf", { title: type.title })}
            tone="soft"
            className="size-8"
            onClick={showSettings}
          />
          <RunButton nodeId={node.id} />
        </>
      ) : null}
    </div>
  );
}

/** Controls that are as wide as they need. */
function isNarrow(field: FieldSpec): boolean {
  return field.control === "count" || field.control === "switch";
}

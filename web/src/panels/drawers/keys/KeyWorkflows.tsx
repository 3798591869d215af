import { X } from "lucide-react";
import { tl } from "@/i18n/later";
import { IconButton } from "@/ui/IconButton";
import { Select } from "@/ui/Select";
import { useWorkflowNames } from "./useWorkflowNames";

interface KeyWorkflowsProps {
  ids: readonly string[];
  onChange: (ids: readonly string[]) => void;
}

/** The workflows a key is for; none chosen means all. */
export function KeyWorkflows({ ids, onChange }: KeyWorkflowsProps) {
  const names = useWorkflowNames();
  const left = [...names].filter(([id]) => !ids.includes(id));
  return (
    <>
      {ids.map((id) => {
        const name = names.get(id) ?? id;
        return (
          <div key={id} className="flex items-center justify-between gap-2">
            <span className="truncate">{name}</span>
            <IconButton
              icon={X}
              size="sm"
              label={tl("keys.withoutWorkflow", { name })}
              onClick={() => onChange(ids.filter((each) => each !== id))}
            />
          </div>
        );
      })}
      <Select
        label={tl("keys.workflows")}
        value={null}
        placeholder={tl(ids.length === 0 ? "keys.allWorkflows" : "keys.moreWorkflows")}
        choices={left.map(([value, label]) => ({ value, label }))}
        search={{ search: tl("keys.searchWorkflows"), nothing: tl("keys.noWorkflows") }}
        onChange={(id) => onChange([...ids, id])}
      />
    </>
  );
}

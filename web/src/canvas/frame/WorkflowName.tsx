import { useState } from "react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useDocName } from "@/store/hooks";
import { Tooltip } from "@/ui/Tooltip";

/** The workflow's name; a click makes it a field. */
export function WorkflowName() {
  const { editor } = useStudio();
  const name = useDocName();
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null)
    return (
      <Tooltip content={t("canvas.rename")} side="bottom">
        <button
          type="button"
          className="truncate rounded-sm px-1 py-0.5 font-semibold hover:bg-hover"
          onClick={() => setTyped(name)}
        >
          {name}
        </button>
      </Tooltip>
    );
  const finish = () => {
    const wanted = typed.trim();
    if (wanted !== "" && wanted !== name) editor.rename(wanted);
    setTyped(null);
  };
  return (
    <input
      autoFocus
      aria-label={t("canvas.name")}
      value={typed}
      maxLength={200}
      size={Math.max(12, typed.length)}
      className="h-7 min-w-0 rounded-sm bg-raised px-1 font-semibold"
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish();
        if (event.key === "Escape") setTyped(null);
      }}
    />
  );
}

import type { ControlKind } from "@/api/types";
import { Control } from "@/fields/Control";
import type { ControlProps } from "@/graph/fieldSpec";
import { Tooltip } from "@/ui/Tooltip";

interface PanelFieldProps extends ControlProps {
  /** The title of the section says what it is already. */
  alone: boolean;
}

/** Controls that bring their own words. */
const SPEAKING: readonly ControlKind[] = [
  "params",
  "references",
  "switch",
  "fields",
  "items",
  "outputs",
  "asset",
  "promptMode",
  "promptModel",
  "textModel",
  "reviewPrompt",
];

/** Controls that stand at the right of their name; others take the full width under it. */
const NARROW: readonly ControlKind[] = [
  ...(["style", "count", "number", "quality", "choice", "color", "duration"] as const),
];

export function PanelField({ alone, ...control }: PanelFieldProps) {
  const { spec } = control;
  if (alone || SPEAKING.includes(spec.control)) return <Control {...control} />;
  const name = (
    <Tooltip content={spec.description} side="left">
      <span tabIndex={spec.description ? 0 : undefined} className="w-fit text-muted">
        {spec.title}
      </span>
    </Tooltip>
  );
  if (NARROW.includes(spec.control)) {
    return (
      <div className="flex min-h-8 items-center justify-between gap-3">
        {name}
        <div className="flex max-w-56 min-w-18 justify-end">
          <Control {...control} />
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      {name}
      <Control {...control} />
    </div>
  );
}

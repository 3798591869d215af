import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Role } from "@/api/types";
import { t } from "@/i18n/t";
import { useModel } from "@/store/hooks";
import { IconButton } from "@/ui/IconButton";
import { Tooltip } from "@/ui/Tooltip";
import { againstModel, modelPrice } from "./modelChoices";

/** The buttons of a line, by which the focus finds its way when lines move. */
export type LineButton = "up" | "down" | "remove";

interface ModelLineProps {
  modelId: string;
  /** From 0. */
  place: number;
  last: boolean;
  references: readonly Role[];
  onMove: (by: number, button: LineButton) => void;
  onRemove: () => void;
}

/** One model of an ordered list, with its price and what stands against it. */
export function ModelLine(props: ModelLineProps) {
  const { modelId, place, last, references, onMove, onRemove } = props;
  const model = useModel(modelId);
  const title = model?.title ?? modelId;
  const reason = model && againstModel(model, references);
  const onKeyDown = (event: KeyboardEvent) => {
    const button = (event.target as HTMLButtonElement).name as LineButton;
    if (event.altKey && event.key === "ArrowUp") onMove(-1, button);
    else if (event.altKey && event.key === "ArrowDown") onMove(1, button);
    else if (event.key === "Delete" || event.key === "Backspace") onRemove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li aria-label={title} onKeyDown={onKeyDown} className="rounded-sm bg-raised">
      <div className="flex h-8 items-center pr-1">
        <span aria-hidden className="w-7 shrink-0 text-center text-xs text-muted">
          {place + 1}
        </span>
        <Tooltip content={modelId} side="left">
          <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        </Tooltip>
        {model ? (
          <span className="mr-1 ml-2 shrink-0 text-sm text-muted">{modelPrice(model.price)}</span>
        ) : null}
        <IconButton
          name="up"
          size="sm"
          icon={ArrowUp}
          label={t("fields.moveUp", { name: title })}
          reason={place === 0 ? t("fields.isFirst") : null}
          onClick={() => onMove(-1, "up")}
        />
        <IconButton
          name="down"
          size="sm"
          icon={ArrowDown}
          label={t("fields.moveDown", { name: title })}
          reason={last ? t("fields.isLast") : null}
          onClick={() => onMove(1, "down")}
        />
        <IconButton
          name="remove"
          size="sm"
          icon={X}
          label={t("fields.removeField", { name: title })}
          onClick={onRemove}
        />
      </div>
      {reason ? <p className="pr-2 pb-1.5 pl-7 text-sm text-bad">{reason}</p> : null}
    </li>
  );
}

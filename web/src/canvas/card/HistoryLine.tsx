import {
  ChevronLeft,
  ChevronRight,
  Crop,
  Download,
  Maximize2,
  TextQuote,
  Upload,
} from "lucide-react";

import { takeAwayUrl } from "@/api/urls";
import type { HistoryItem, NodeType } from "@/api/types";
import { writtenPrompt } from "@/graph/promptMode";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useHistory } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Peek } from "@/ui/Peek";

import { useFilePicker } from "../useFilePicker";
import { costWords, durationWords } from "@/fields/words";

interface HistoryLineProps {
  nodeId: string;
  type: NodeType;
}

/** Under the picture: which of how many, what it took, and what to do with it. */
export function HistoryLine({ nodeId, type }: HistoryLineProps) {
  const studio = useStudio();
  const { items, index } = useHistory(nodeId);
  const shown = items[index];
  if (!shown) return null;
  const step = (by: number) => {
    const next = items[index + by];
    if (next) studio.pictures.show(nodeId, next.asset.id);
  };
  return (
    <div className="nodrag flex h-full items-center gap-1.5">
      {items.length > 1 ? (
        <>
          <IconButton
            size="sm"
            icon={ChevronLeft}
            label={t("canvas.earlier")}
            reason={index + 1 < items.length ? null : t("canvas.atEnd")}
            onClick={() => step(1)}
          />
          <span className="font-semibold">
            {items.length - index} / {items.length}
          </span>
          <IconButton
            size="sm"
            icon={ChevronRight}
            label={t("canvas.later")}
            reason={index > 0 ? null : t("canvas.atEnd")}
            onClick={() => step(-1)}
          />
        </>
      ) : null}
      <span className="min-w-0 flex-1 truncate text-sm text-muted">{facts(shown)}</span>
      {wasWritten(type, shown) ? <SentPrompt prompt={shown.prompt ?? ""} /> : null}
      {type.accepts ? <Tools nodeId={nodeId} item={shown} accepts={type.accepts} /> : null}
      {items.length > 1 ? (
        <Button tone="link" onClick={() => studio.view.openDialog({ kind: "gallery", nodeId })}>
          {t("canvas.all")}
        </Button>
      ) : null}
    </div>
  );
}

interface ToolsProps {
  nodeId: string;
  item: HistoryItem;
  accepts: readonly string[];
}

/** Of a node that holds a picture. */
function Tools({ nodeId, item, accepts }: ToolsProps) {
  const studio = useStudio();
  const assetId = item.asset.id;
  const pick = useFilePicker(accepts, (file) => void studio.pictures.upload(nodeId, file));
  return (
    <>
      <IconButton
        size="sm"
        icon={Crop}
        label={t("canvas.crop")}
        onClick={() => studio.view.openDialog({ kind: "cropping", nodeId, assetId })}
      />
      <IconButton
        size="sm"
        icon={Maximize2}
        label={t("canvas.openFull")}
        onClick={() => studio.view.openDialog({ kind: "lightbox", assetId })}
      />
      <IconButton
        size="sm"
        icon={Download}
        label={t("canvas.download")}
        onClick={() => window.open(takeAwayUrl(assetId), "_self")}
      />
      <IconButton size="sm" icon={Upload} label={t("canvas.replace")} onClick={pick} />
    </>
  );
}

/** Whether another prompt was sent than the one in the node's field. */
function wasWritten(type: NodeType, { prompt, settings }: HistoryItem): boolean {
  return Boolean(prompt && settings && writtenPrompt(type, settings) !== prompt.trim());
}

/** The prompt as it was sent: a text model's, or with what was wired in. */
function SentPrompt({ prompt }: { prompt: string }) {
  return (
    <Peek icon={TextQuote} label={t("canvas.sentPrompt")}>
      <p className="whitespace-pre-wrap">{prompt}</p>
    </Peek>
  );
}

function facts({ asset, durationMs, cost }: HistoryItem): string {
  const { origin, name, width, height } = asset;
  const words =
    durationMs !== null
      ? [durationWords(durationMs), costWords(cost)]
      : origin === "upload" || origin === "import"
        ? [name]
        : [t(`panels.origin_${origin}`), width && height ? `${width} × ${height}` : ""];
  return words.filter((word) => word !== "").join(" · ");
}

import { Crop, Download, Image, Maximize, RotateCcw, Trash2 } from "lucide-react";
import type { ControlKind, HistoryItem, NodeType } from "@/api/types";
import { takeAwayUrl } from "@/api/urls";
import { asText } from "@/fields/schema";
import { costWords, durationWords } from "@/fields/words";
import { fieldSpecs } from "@/graph/fieldSpec";
import { writtenPrompt } from "@/graph/promptMode";
import { t } from "@/i18n/t";
import { useModels } from "@/store/hooks";
import { Facts } from "@/ui/Facts";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { LinkButton } from "@/ui/LinkButton";
import { Lineage } from "../library/Lineage";

interface DetailStripProps {
  item: HistoryItem;
  /** Of the node that made it. */
  type: NodeType | null;
  onShow: () => void;
  /** Null where no settings are known: an upload. */
  onRestore: (() => void) | null;
  /** Fills the window with a picture. */
  onOpen: (assetId: string) => void;
  /** Walks to a picture that this one was made from, or that was made from it. */
  onGo: (assetId: string) => void;
  onCrop: () => void;
  onDelete: () => void;
}

/** Where a picture comes from, and what can be done with it. */
export function DetailStrip({
  item,
  type,
  onShow,
  onRestore,
  onOpen,
  onGo,
  onCrop,
  onDelete,
}: DetailStripProps) {
  const { asset } = item;
  const models = useModels();
  const model = models.find(({ id }) => id === (item.model ?? asset.model));
  const sent = item.prompt ?? asset.prompt;
  const written = type && item.settings && writtenPrompt(type, item.settings);
  const facts: [string, string][] = [
    [t("panels.model"), model?.title ?? item.model ?? asset.model ?? ""],
    [t("panels.size"), asset.width && asset.height ? `${asset.width} × ${asset.height}` : ""],
    [t("panels.seed"), item.seed === null ? "" : String(item.seed)],
    [t("panels.time"), item.durationMs === null ? "" : durationWords(item.durationMs)],
    [t("panels.cost"), asset.origin === "generation" ? costWords(item.cost) : ""],
    ...settingsOf(item, type),
  ];
  return (
    <section
      aria-label={t("panels.details")}
      className="flex items-start gap-6 border-t border-line bg-card px-4 py-3"
    >
      <div className="min-w-0 flex-1">
        <p className="line-clamp-3 max-w-240">{sent ?? asset.name}</p>
        {written && written !== sent?.trim() ? (
          <p className="line-clamp-1 max-w-240 text-sm text-muted">
            {t("panels.writtenFrom", { text: written })}
          </p>
        ) : null}
        <Facts facts={facts} />
      </div>
      <Lineage asset={asset} onGo={({ id }) => onGo(id)} />
      <div className="flex shrink-0 items-center gap-1.5">
        <IconButton
          icon={Maximize}
          className="size-8"
          label={t("panels.fullScreen")}
          onClick={() => onOpen(asset.id)}
        />
        <IconButton icon={Crop} className="size-8" label={t("panels.crop")} onClick={onCrop} />
        <IconButton
          icon={Trash2}
          className="size-8"
          label={t("panels.delete")}
          onClick={onDelete}
        />
        <LinkButton href={takeAwayUrl(asset.id)} download={asset.name} icon={Download}>
          {t("panels.download")}
        </LinkButton>
        <Button
          icon={RotateCcw}
          reason={onRestore ? null : t("panels.noSettings")}
          onClick={onRestore ?? undefined}
        >
          {t("panels.restore")}
        </Button>
        <Button tone="gold" icon={Image} onClick={onShow}>
          {t("panels.useThis")}
        </Button>
      </div>
    </section>
  );
}

/** Settings worth a word: what is simple and not said already, then the model's own parameters. */
function settingsOf({ settings }: HistoryItem, type: NodeType | null): [string, string][] {
  if (!settings || !type) return [];
  const own = fieldSpecs(type)
    .filter(({ control }) => SIMPLE.includes(control))
    .map((spec): [string, string] => {
      const value = settings[spec.name];
      const choice = spec.choices.find((each) => each.const === value);
      return [spec.title, choice?.title ?? asText(value)];
    });
  const { params } = settings;
  const ofModel = params && typeof params === "object" && !Array.isArray(params) ? params : {};
  return [
    ...own,
    ...Object.entries(ofModel)
      .filter(([name]) => name !== "seed")
      .map(([name, value]): [string, string] => [name, asText(value)]),
  ];
}

/** Controls whose value is one word. The size as made says more than the one asked for. */
const SIMPLE: readonly ControlKind[] = ["style", "quality", "choice", "switch", "number"];

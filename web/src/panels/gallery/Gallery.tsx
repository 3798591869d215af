import { Columns2, Images, X } from "lucide-react";
import { useState } from "react";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useHidden, useHistory, useNode, useNodeType } from "@/store/hooks";
import type { DialogName } from "@/store/view";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { FullScreen } from "@/ui/FullScreen";
import { IconButton } from "@/ui/IconButton";
import { CompareSlider } from "./CompareSlider";
import { DetailStrip } from "./DetailStrip";
import { JustifiedGrid } from "./JustifiedGrid";

interface GalleryProps {
  nodeId: string;
  /** The picture to begin with; the one on the card if absent. */
  assetId: string | undefined;
  onClose: () => void;
}

/** All that a node has made: look around, compare two, take settings back, delete single ones. */
export default function Gallery({ nodeId, assetId, onClose }: GalleryProps) {
  const studio = useStudio();
  const hidden = useHidden();
  const history = useHistory(nodeId);
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const title = type?.title ?? nodeId;
  const items = history.items.filter(({ asset }) => !hidden.has(asset.id));
  const [chosen, setChosen] = useState<string | null>(
    assetId ?? history.items[history.index]?.asset.id ?? null,
  );
  const [partner, setPartner] = useState<string | null>(null);
  const [comparing, setComparing] = useState(false);

  const at = Math.max(
    0,
    items.findIndex(({ asset }) => asset.id === chosen),
  );
  const item = items[at];
  const other = items.find(({ asset }) => asset.id === partner && asset.id !== item?.asset.id);

  const choose = (index: number, beside: boolean) => {
    const next = items[index]?.asset.id ?? null;
    if (!beside) setChosen(next);
    else setPartner(next === partner ? null : next);
  };
  const remove = () => {
    if (!item) return;
    const next = items[at + 1] ?? items[at - 1];
    setChosen(next?.asset.id ?? null);
    studio.removals.remove(item.asset.id, t("panels.deletedOne"), () =>
      studio.history.remove(nodeId, item.asset.id),
    );
  };
  const here: DialogName = {
    kind: "gallery",
    nodeId,
    ...(item ? { assetId: item.asset.id } : {}),
  };
  const open = (id: string) => studio.view.openOver({ kind: "lightbox", assetId: id }, here);
  return (
    <FullScreen
      title={t("panels.galleryOf", { title })}
      onClose={() => (comparing ? setComparing(false) : onClose())}
    >
      <header className="flex h-12 items-center gap-3 border-b border-line bg-card pr-3 pl-4">
        <h2 className="text-lg font-semibold">{title}</h2>
        <span className="text-muted">{t("panels.pictures", { n: items.length })}</span>
        <span className="flex-1" />
        <Button
          icon={Columns2}
          aria-pressed={comparing}
          reason={comparing || other ? null : t("panels.compareHow")}
          onClick={() => setComparing(!comparing)}
        >
          {comparing ? t("panels.compareEnd") : t("panels.compare")}
        </Button>
        <IconButton icon={X} label={t("ui.close")} onClick={onClose} />
      </header>
      {comparing && item && other ? (
        <CompareSlider left={item.asset} right={other.asset} />
      ) : items.length === 0 ? (
        <div className="flex-1">
          <Empty icon={Images} title={t("panels.noPictures")} hint={t("panels.noPicturesHint")} />
        </div>
      ) : (
        <JustifiedGrid
          label={t("panels.galleryOf", { title })}
          assets={items.map(({ asset }) => asset)}
          chosen={at}
          partner={partner}
          onChoose={choose}
          onOpen={(asset) => {
            studio.pictures.show(nodeId, asset.id);
            onClose();
          }}
          onDelete={remove}
        />
      )}
      {item ? (
        <DetailStrip
          item={item}
          type={type}
          onShow={() => {
            studio.pictures.show(nodeId, item.asset.id);
            onClose();
          }}
          onRestore={
            item.settings
              ? () => {
                  studio.restore(nodeId, item.settings ?? {});
                  studio.history.show(nodeId, item.asset.id);
                  onClose();
                }
              : null
          }
          onOpen={open}
          onGo={(id) => {
            if (items.some(({ asset }) => asset.id === id)) setChosen(id);
            else open(id);
          }}
          onCrop={() =>
            studio.view.openOver({ kind: "cropping", nodeId, assetId: item.asset.id }, here)
          }
          onDelete={remove}
        />
      ) : null}
    </FullScreen>
  );
}

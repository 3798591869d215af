import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import type { CropArea } from "@/api/client";
import type { Asset } from "@/api/types";
import { contentUrl } from "@/api/urls";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { FullScreen } from "@/ui/FullScreen";
import { NumberField } from "@/ui/NumberField";
import { Segmented } from "@/ui/Segmented";
import { largest, pull, reshape, move, type Bounds } from "./area";
import { CropStage } from "./CropStage";

interface CropDialogProps {
  nodeId: string;
  assetId: string;
  onClose: () => void;
}

export default function CropDialog({ nodeId, assetId, onClose }: CropDialogProps) {
  const { client } = useStudio();
  const { data: asset } = useQuery({
    queryKey: ["asset", assetId],
    queryFn: () => client.asset(assetId),
  });
  return (
    <FullScreen title={t("panels.crop")} ground="stage" onClose={onClose}>
      {asset?.width && asset.height ? (
        <Cropper
          nodeId={nodeId}
          asset={asset}
          bounds={{ width: asset.width, height: asset.height }}
          onClose={onClose}
        />
      ) : (
        <p className="m-auto text-muted">{t("panels.opening")}</p>
      )}
    </FullScreen>
  );
}

/** Ratios on offer: free, the picture's own, and the common ones. */
const RATIOS = ["free", "own", "1:1", "4:3", "3:2", "16:9", "3:4", "2:3", "9:16"] as const;
type Ratio = (typeof RATIOS)[number];

interface CropperProps {
  nodeId: string;
  asset: Asset;
  bounds: Bounds;
  onClose: () => void;
}

function Cropper({ nodeId, asset, bounds, onClose }: CropperProps) {
  const studio = useStudio();
  const [ratio, setRatio] = useState<Ratio>("free");
  const [area, setArea] = useState<CropArea>(() => largest(bounds, null));
  const [busy, setBusy] = useState(false);
  const proportion = proportionOf(ratio, bounds);
  const whole = area.width === bounds.width && area.height === bounds.height;

  const choose = (next: Ratio) => {
    setRatio(next);
    setArea((before) => reshape(before, bounds, proportionOf(next, bounds)));
  };
  const resize = (dx: number, dy: number) =>
    setArea(pull(area, bounds, "se", { dx, dy }, proportion));
  const crop = async () => {
    setBusy(true);
    try {
      await studio.pictures.crop(nodeId, asset, area);
      onClose();
    } catch (error) {
      studio.notices.fail(error);
      setBusy(false);
    }
  };
  return (
    <>
      <CropStage
        url={contentUrl(asset.id)}
        bounds={bounds}
        area={area}
        ratio={proportion}
        onChange={setArea}
      />
      <footer className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line bg-card px-4 py-2.5">
        <Segmented
          label={t("panels.ratio")}
          value={ratio}
          segments={RATIOS.map((value) => ({ value, label: ratioWords(value) }))}
          onChange={choose}
        />
        <div className="flex items-center gap-1.5">
          <Side
            label={t("panels.cropX")}
            value={area.x}
            onChange={(x) => setArea(move(area, bounds, x - area.x, 0))}
          />
          <Side
            label={t("panels.cropY")}
            value={area.y}
            onChange={(y) => setArea(move(area, bounds, 0, y - area.y))}
          />
          <Side
            label={t("panels.cropWidth")}
            value={area.width}
            onChange={(width) => resize(width - area.width, 0)}
          />
          <span aria-hidden className="text-muted">
            ×
          </span>
          <Side
            label={t("panels.cropHeight")}
            value={area.height}
            onChange={(height) => resize(0, height - area.height)}
          />
        </div>
        <span className="flex-1" />
        <Button onClick={onClose}>{t("panels.cancel")}</Button>
        <Button
          tone="gold"
          icon={Check}
          reason={busy ? t("panels.cropping") : whole ? t("panels.cropWhole") : null}
          onClick={() => void crop()}
        >
          {t("panels.crop")}
        </Button>
      </footer>
    </>
  );
}

interface SideProps {
  label: string;
  value: number;
  onChange: (value: number) => void;
}

function Side({ label, value, onChange }: SideProps) {
  return (
    <NumberField
      label={label}
      value={value}
      integer
      min={0}
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
      className="max-w-16"
    />
  );
}

function proportionOf(ratio: Ratio, bounds: Bounds): number | null {
  if (ratio === "free") return null;
  if (ratio === "own") return bounds.width / bounds.height;
  const [width, height] = ratio.split(":").map(Number);
  return (width ?? 1) / (height ?? 1);
}

function ratioWords(ratio: Ratio): string {
  if (ratio === "free") return t("panels.ratioFree");
  return ratio === "own" ? t("panels.ratioOwn") : ratio;
}

import { ImageUp } from "lucide-react";
import { useState } from "react";

import { thumbnailUrl } from "@/api/urls";
import type { Asset, NodeType } from "@/api/types";
import { AssetPlayer, isFilm } from "@/fields/AssetMedia";
import { equal } from "@/graph/equal";
import { settingsOf } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useHistory, useNode, useNodeRun, useUploading } from "@/store/hooks";
import { isBusy, type NodeRun } from "@/store/runs";
import { cx } from "@/ui/cx";

import { useFilePicker } from "../useFilePicker";
import { PictureTools } from "./PictureTools";

interface PictureProps {
  nodeId: string;
  type: NodeType;
}

/** What the node made or holds, in its true ratio; a click shows it full screen. */
export function Picture({ nodeId, type }: PictureProps) {
  const { view } = useStudio();
  const { items, index } = useHistory(nodeId);
  const run = useNodeRun(nodeId);
  const stale = useStale(nodeId, type);
  const [drawn, setDrawn] = useState<string | null>(null);
  const shown = items[index];
  if (!shown) return <EmptyPicture nodeId={nodeId} type={type} />;
  const { asset } = shown;
  if (isFilm(asset)) return <Film asset={asset} title={type.title} dimmed={stale} />;
  const replaced = asset.runId !== null && asset.runId === run?.runId;
  return (
    <div className="group/picture relative size-full">
      <button
        type="button"
        className="relative block size-full overflow-hidden rounded-md bg-raised"
        aria-label={[
          t("canvas.picture", { n: index + 1, title: type.title }),
          ...(stale ? [t("canvas.stale")] : []),
          t("canvas.openFull"),
        ].join(". ")}
        onClick={() => view.openDialog({ kind: "lightbox", assetId: asset.id })}
      >
        {replaced && drawn !== asset.id ? <Unfinished run={run} /> : null}
        <Loaded
          key={asset.id}
          assetId={asset.id}
          alt={asset.prompt ?? asset.name}
          dimmed={stale}
          onDrawn={() => setDrawn(asset.id)}
        />
        {!replaced && isBusy(run) ? <Unfinished run={run} /> : null}
        {stale ? (
          <span className="absolute bottom-2 left-2 rounded-sm bg-veil px-2 py-0.5 text-sm text-white">
            {t("canvas.stale")}
          </span>
        ) : null}
      </button>
      {/* One that holds a picture has them in a line of their own. */}
      {type.accepts ? null : <PictureTools nodeId={nodeId} assetId={asset.id} />}
    </div>
  );
}

/** What plays; a click plays it here. */
function Film({ asset, title, dimmed }: { asset: Asset; title: string; dimmed: boolean }) {
  return (
    <div
      className={cx(
        "nodrag flex size-full items-center overflow-hidden rounded-md bg-raised",
        dimmed && "opacity-55",
      )}
    >
      <AssetPlayer key={asset.id} asset={asset} title={title} className="max-h-full w-full" />
    </div>
  );
}

/** The newest unfinished image of a run, over the whole place and without edges, until the real one is drawn. */
function Unfinished({ run }: { run: NodeRun | null }) {
  if (!run?.preview) return null;
  return (
    <img
      src={run.preview}
      alt={t("canvas.unfinished")}
      draggable={false}
      className="absolute inset-0 size-full scale-110 object-cover blur-xs"
    />
  );
}

interface LoadedProps {
  assetId: string;
  alt: string;
  dimmed: boolean;
  onDrawn: () => void;
}

function Loaded({ assetId, alt, dimmed, onDrawn }: LoadedProps) {
  const [ready, setReady] = useState(false);
  return (
    <img
      src={thumbnailUrl(assetId, 512)}
      srcSet={`${thumbnailUrl(assetId, 512)} 512w, ${thumbnailUrl(assetId, 1024)} 1024w`}
      sizes="280px"
      alt={alt}
      draggable={false}
      loading="lazy"
      decoding="async"
      onLoad={() => {
        setReady(true);
        onDrawn();
      }}
      className={cx(
        "relative size-full object-contain transition-opacity",
        !ready ? "opacity-0" : dimmed ? "opacity-55" : "opacity-100",
      )}
    />
  );
}

function EmptyPicture({ nodeId, type }: PictureProps) {
  const studio = useStudio();
  const run = useNodeRun(nodeId);
  const pick = useFilePicker(type.accepts, (file) => void studio.pictures.upload(nodeId, file));
  const uploading = useUploading(nodeId);
  const busy = isBusy(run) && run?.review == null;
  if (busy || uploading || !type.accepts)
    return (
      <div
        className={cx(
          "relative flex size-full items-center justify-center overflow-hidden rounded-md bg-raised text-sm text-muted",
          (uploading || (busy && !run?.preview)) && "animate-pulse",
        )}
      >
        {uploading ? t("canvas.uploading") : busy ? <Unfinished run={run} /> : t("canvas.notMade")}
      </div>
    );
  return (
    <button
      type="button"
      onClick={pick}
      className="nodrag flex size-full flex-col items-center justify-center gap-2 rounded-md border border-dashed border-faint text-sm text-muted hover:bg-raised hover:text-text"
    >
      <ImageUp aria-hidden size={20} />
      {t("canvas.dropHere")}
    </button>
  );
}

/** Whether the settings that made the picture are no longer the node's own. */
function useStale(nodeId: string, type: NodeType): boolean {
  const node = useNode(nodeId);
  const { items, index } = useHistory(nodeId);
  const made = items[index]?.settings;
  return Boolean(made && node && !equal(settingsOf(type, made), settingsOf(type, node.data)));
}

import { useReactFlow, useStore } from "@xyflow/react";
import { Map, Minus, Plus } from "lucide-react";

import { t } from "@/i18n/t";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";

import { moveDuration, useFit } from "../useKeptViewport";

interface ViewControlsProps {
  mapShown?: boolean;
  /** Absent where there is no map. */
  onMap?: (shown: boolean) => void;
}

/** Zoom, fit and map, bottom left. */
export function ViewControls({ mapShown, onMap }: ViewControlsProps) {
  const flow = useReactFlow();
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const fit = useFit();
  return (
    <div
      role="toolbar"
      aria-label={t("canvas.view")}
      className="absolute bottom-3 left-3 z-10 flex gap-2"
    >
      <div className="flex items-center rounded-md border border-line bg-card p-0.5 shadow-card">
        <IconButton icon={Minus} label={t("canvas.zoomOut")} onClick={() => void flow.zoomOut()} />
        <Button
          tone="quiet"
          size="sm"
          tip={t("canvas.zoomTo")}
          className="w-12"
          onClick={() => void flow.zoomTo(1, { duration: moveDuration() })}
        >
          {percent} %
        </Button>
        <IconButton icon={Plus} label={t("canvas.zoomIn")} onClick={() => void flow.zoomIn()} />
      </div>
      <div className="flex items-center rounded-md border border-line bg-card p-0.5 shadow-card">
        <Button tone="quiet" size="sm" onClick={() => fit()}>
          {t("canvas.fit")}
        </Button>
        {onMap ? (
          <IconButton
            icon={Map}
            label={t("canvas.map")}
            pressed={mapShown}
            onClick={() => onMap(!mapShown)}
          />
        ) : null}
      </div>
    </div>
  );
}

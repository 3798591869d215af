import { useState, type KeyboardEvent } from "react";
import type { Asset } from "@/api/types";
import { contentUrl } from "@/api/urls";
import { t } from "@/i18n/t";
import { useDrag } from "@/ui/useDrag";

interface CompareSliderProps {
  left: Asset;
  right: Asset;
}

const KEY_STEP = 2;

/** Two pictures over each other with one line between them; drag or arrows move it. */
export function CompareSlider({ left, right }: CompareSliderProps) {
  const [percent, setPercent] = useState(50);
  const set = (next: number) => setPercent(Math.min(100, Math.max(0, next)));
  const drag = useDrag({
    begin: (event) => ({
      width: event.currentTarget.parentElement?.clientWidth ?? 1,
      percent,
    }),
    step: (start, dx) => set(start.percent + (dx / start.width) * 100),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -KEY_STEP : event.key === "ArrowRight" ? KEY_STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    set(percent + step);
  };
  return (
    <div className="flex min-h-0 flex-1 items-center justify-center p-6">
      <div
        className="relative max-h-full overflow-hidden rounded-sm"
        style={{ aspectRatio: `${left.width ?? 1} / ${left.height ?? 1}`, height: "100%" }}
      >
        <img
          src={contentUrl(right.id)}
          alt={right.name}
          className="absolute inset-0 size-full object-contain"
        />
        <img
          src={contentUrl(left.id)}
          alt={left.name}
          className="absolute inset-0 size-full object-contain"
          style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}
        />
        <div
          role="slider"
          tabIndex={0}
          aria-label={t("panels.compareLine")}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(percent)}
          onKeyDown={onKeyDown}
          {...drag}
          className="absolute inset-y-0 -ml-4 w-8 cursor-ew-resize touch-none rounded-sm"
          style={{ left: `${percent}%` }}
        >
          <span className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-white shadow-card" />
          <span className="absolute top-1/2 left-1/2 size-4 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-white bg-black/60" />
        </div>
      </div>
    </div>
  );
}

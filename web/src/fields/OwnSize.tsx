import { useId } from "react";
import type { Sizing } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { makes, pixels, type SizeBounds } from "@/graph/sizes";
import { t } from "@/i18n/t";
import { NumberField } from "@/ui/NumberField";
import { writeShape, type Shape } from "./sizing";

interface OwnSizeProps {
  shape: Shape | null;
  /** What holds while nothing is said. */
  standard: string;
  sizing: Sizing;
  bounds: SizeBounds;
  onChange: ControlProps["onChange"];
}

/** Width and height in figures, and what the model takes. */
export function OwnSize({ shape, standard, sizing, bounds, onChange }: OwnSizeProps) {
  const words = useId();
  const size = pixels(shape?.kind === "size" ? shape.value : null);
  const shown = size ?? (shape ? null : pixels(standard));
  const write = (width: number | null, height: number | null) => {
    if (width === null || height === null) return;
    onChange(writeShape({ kind: "size", value: `${width}x${height}` }));
  };
  const fallback = shown ?? { width: bounds.min, height: bounds.min };
  const wrong = size !== null && !makes(sizing, "size", shape?.value);
  const shared = {
    ...{ integer: true, min: bounds.min, max: bounds.max },
    ...{ step: Math.max(bounds.multipleOf, STEP), className: "max-w-20" },
  };
  return (
    <div role="group" aria-labelledby={words} className="flex w-full flex-col gap-1">
      <div className="flex items-center gap-1.5">
        <span id={words} className="flex-1 text-muted">
          {t("fields.pixels")}
        </span>
        <NumberField
          {...shared}
          label={t("fields.width")}
          value={shown?.width ?? null}
          onChange={(width) => write(width, fallback.height)}
        />
        <span aria-hidden className="text-muted">
          ×
        </span>
        <NumberField
          {...shared}
          label={t("fields.height")}
          value={shown?.height ?? null}
          onChange={(height) => write(fallback.width, height)}
        />
      </div>
      <p className={wrong ? "text-sm text-bad" : "text-sm text-muted"}>{boundWords(bounds)}</p>
    </div>
  );
}

/** Of the arrow keys. */
const STEP = 64;

function boundWords({ min, max, multipleOf, maxPixels, maxRatio }: SizeBounds): string {
  const million = 1_000_000;
  return [
    t("fields.sizeBetween", { min: Math.ceil(min / multipleOf) * multipleOf, max }),
    multipleOf > 1 ? t("fields.sizeSteps", { n: multipleOf }) : "",
    maxPixels ? t("fields.sizeMost", { n: Math.round((maxPixels / million) * 10) / 10 }) : "",
    maxRatio ? t("fields.sizeRatio", { n: maxRatio }) : "",
  ]
    .filter(Boolean)
    .join(", ");
}

import { useId } from "react";
import type { Sizing } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useModelOf } from "@/store/hooks";
import type { Choice } from "@/ui/ChoiceRow";
import { NumberField } from "@/ui/NumberField";
import { Select } from "@/ui/Select";
import {
  parseShapeKey,
  pixels,
  proportion,
  shapeKey,
  shapeOf,
  shapesOf,
  writeResolution,
  writeShape,
  type Shape,
} from "./sizing";
import { shapeHint } from "./shapeHint";

const LIST_WIDTH = 240;
const MODEL_DEFAULT = "";

/** Shape, and resolution where the model has them; in the panel also a size of one's own. */
export function SizingField({ nodeId, place, data, onChange }: ControlProps) {
  const sizing = useModelOf(nodeId)?.sizing;
  if (!sizing) return null;
  const shape = shapeOf(data);
  const resolution = typeof data["resolution"] === "string" ? data["resolution"] : MODEL_DEFAULT;
  return (
    <div className="flex w-full min-w-0 flex-wrap gap-1.5">
      <Select
        label={t("fields.sizing")}
        value={shape ? shapeKey(shape) : MODEL_DEFAULT}
        choices={shapeChoices(sizing, shape)}
        listWidth={LIST_WIDTH}
        onChange={(key) => onChange(writeShape(parseShapeKey(key)))}
        className="flex-1 pl-2"
      />
      {sizing.resolutions.length > 0 ? (
        <Select
          label={t("fields.resolution")}
          value={resolution}
          choices={[
            { value: MODEL_DEFAULT, label: t("fields.auto") },
            ...sizing.resolutions.map((value) => ({ value, label: value })),
          ]}
          reason={shape && shape.kind !== "aspectRatio" ? t("fields.sizeSaysPixels") : null}
          onChange={(value) => onChange(writeResolution(value === MODEL_DEFAULT ? null : value))}
          className="flex-1 pl-2"
        />
      ) : null}
      {place === "panel" && sizing.custom ? (
        <OwnSize shape={shape} sizing={sizing} limits={sizing.custom} onChange={onChange} />
      ) : null}
    </div>
  );
}

function shapeChoices(sizing: Sizing, chosen: Shape | null): Choice[] {
  const shapes = shapesOf(sizing);
  const known = chosen === null || shapes.some((shape) => shapeKey(shape) === shapeKey(chosen));
  const standard: Choice = {
    value: MODEL_DEFAULT,
    label: t("fields.auto"),
    aside: sizing.default ? asWords(sizing.default) : undefined,
  };
  return [standard, ...(known || !chosen ? shapes : [...shapes, chosen]).map(shapeChoice)];
}

function shapeChoice(shape: Shape): Choice {
  const ratio = proportion(shape);
  return {
    value: shapeKey(shape),
    label: asWords(shape.value),
    aside: shapeHint(shape),
    group: t(`fields.group_${shape.kind}`),
    icon: ratio === null ? undefined : <RatioMark ratio={ratio} />,
  };
}

/** `1024x768` as people write it, `portrait_4_3` without its joints. */
function asWords(value: string): string {
  if (pixels(value)) return value.replace("x", " × ");
  return value.replace(/_(\d+)_(\d+)$/, " $1:$2").replace(/_/g, " ");
}

const MARK = 12;

function RatioMark({ ratio }: { ratio: number }) {
  const width = ratio >= 1 ? MARK : Math.max(4, MARK * ratio);
  const height = ratio >= 1 ? Math.max(4, MARK / ratio) : MARK;
  return (
    <span aria-hidden className="flex size-3.5 items-center justify-center">
      <span className="rounded-[2px] border border-muted" style={{ width, height }} />
    </span>
  );
}

interface OwnSizeProps {
  shape: Shape | null;
  sizing: Sizing;
  limits: { min: number; max: number };
  onChange: ControlProps["onChange"];
}

function OwnSize({ shape, sizing, limits, onChange }: OwnSizeProps) {
  const words = useId();
  const size = pixels(shape?.kind === "size" ? shape.value : null);
  const shown = size ?? (shape ? null : pixels(sizing.default));
  const write = (width: number | null, height: number | null) => {
    if (width === null || height === null) return;
    onChange(writeShape({ kind: "size", value: `${width}x${height}` }));
  };
  const fallback = shown ?? { width: limits.min, height: limits.min };
  return (
    <div role="group" aria-labelledby={words} className="flex w-full items-center gap-1.5">
      <span id={words} className="flex-1 text-muted">
        {t("fields.pixels")}
      </span>
      <NumberField
        label={t("fields.width")}
        integer
        value={shown?.width ?? null}
        min={limits.min}
        max={limits.max}
        step={64}
        onChange={(width) => write(width, fallback.height)}
        className="max-w-20"
      />
      <span aria-hidden className="text-muted">
        ×
      </span>
      <NumberField
        label={t("fields.height")}
        integer
        value={shown?.height ?? null}
        min={limits.min}
        max={limits.max}
        step={64}
        onChange={(height) => write(fallback.width, height)}
        className="max-w-20"
      />
    </div>
  );
}

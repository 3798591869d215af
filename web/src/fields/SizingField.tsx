import type { NodeData, Sizing } from "@/api/types";
import type { ControlProps, DataChanges } from "@/graph/fieldSpec";
import { AUTO, pixels } from "@/graph/sizes";
import { t } from "@/i18n/t";
import { useModelOf, useReferenceRoles } from "@/store/hooks";
import type { Choice } from "@/ui/ChoiceRow";
import { part } from "@/ui/part";
import { Select } from "@/ui/Select";
import {
  parseShapeKey,
  proportion,
  ratioWords,
  shapeKey,
  shapeOf,
  shapesOf,
  writeResolution,
  writeShape,
  type Shape,
} from "./sizing";
import { shapeHint } from "./shapeHint";

/** Of the side panel. */
const OwnSize = part(() => import("./OwnSize").then((it) => it.OwnSize));
export const SIZING_PARTS = [OwnSize];

const LIST_WIDTH = 240;
const MODEL_DEFAULT = "";

/** Shape, and resolution where the model has them; in the panel also a size of one's own. */
export function SizingField({ nodeId, place, data, onChange }: ControlProps) {
  const sizing = useModelOf(nodeId)?.sizing;
  const edits = useReferenceRoles(nodeId).length > 0;
  if (!sizing) return null;
  const standard = edits ? sizing.editDefault : sizing.default;
  const shape = shapeOf(data);
  const fixed = shapesOf(sizing).length + sizing.resolutions.length === 0 && !sizing.custom;
  return (
    <div className="flex w-full min-w-0 flex-wrap gap-1.5">
      <Select
        label={t("fields.sizing")}
        value={shape ? shapeKey(shape) : MODEL_DEFAULT}
        choices={shapeChoices(sizing, standard, shape)}
        reason={fixed && !shape ? t("fields.sizeByModel") : null}
        listWidth={LIST_WIDTH}
        onChange={(key) => onChange(writeShape(parseShapeKey(key)))}
        className="flex-1 pl-2"
      />
      {sizing.resolutions.length > 0 ? (
        <ResolutionSelect sizing={sizing} shape={shape} data={data} onChange={onChange} />
      ) : null}
      {place === "panel" && sizing.custom ? (
        <OwnSize
          shape={shape}
          standard={standard}
          sizing={sizing}
          bounds={sizing.custom}
          onChange={onChange}
        />
      ) : null}
    </div>
  );
}

interface ResolutionSelectProps {
  sizing: Sizing;
  shape: Shape | null;
  data: Readonly<NodeData>;
  onChange: (changes: DataChanges) => void;
}

/** How many pixels a ratio has; a size of so many pixels needs none. */
function ResolutionSelect({ sizing, shape, data, onChange }: ResolutionSelectProps) {
  const standard = sizing.defaultResolution;
  const said = typeof data["resolution"] === "string" ? data["resolution"] : null;
  const inPixels = shape !== null && shape.kind !== "aspectRatio";
  const offered = said === null || sizing.resolutions.includes(said);
  const values = offered ? sizing.resolutions : [...sizing.resolutions, said];
  return (
    <Select
      label={t("fields.resolution")}
      value={inPixels ? null : (said ?? standard)}
      placeholder={t("fields.inPixels")}
      choices={values.map((value) => ({
        value,
        label: value,
        aside: value === standard ? t("fields.standard") : undefined,
      }))}
      reason={inPixels ? t("fields.sizeSaysPixels") : null}
      onChange={(value) => onChange(writeResolution(value === standard ? null : value))}
      className="flex-1 pl-2"
    />
  );
}

function shapeChoices(sizing: Sizing, standard: string, chosen: Shape | null): Choice[] {
  const shapes = shapesOf(sizing);
  const known = chosen === null || shapes.some((shape) => shapeKey(shape) === shapeKey(chosen));
  return [
    standardChoice(standard),
    ...(known || !chosen ? shapes : [...shapes, chosen]).map(shapeChoice),
  ];
}

/** What holds while nothing is said: on the closed control as a ratio, for want of room. */
function standardChoice(standard: string): Choice {
  if (standard === AUTO)
    return { value: MODEL_DEFAULT, label: t("fields.auto"), aside: t("fields.modelDecides") };
  return {
    value: MODEL_DEFAULT,
    label: t("fields.byDefault"),
    short: ratioWords(standard),
    aside: asWords(standard),
  };
}

function shapeChoice(shape: Shape): Choice {
  if (shape.value === AUTO)
    return {
      value: shapeKey(shape),
      label: t("fields.auto"),
      aside: t("fields.modelDecides"),
    };
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

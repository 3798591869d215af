import { useCallback, useState, type KeyboardEvent } from "react";
import type { CropArea } from "@/api/client";
import { t } from "@/i18n/t";
import { edges, move, pull, type Bounds, type Edge } from "./area";
import { useDrag } from "@/ui/useDrag";

interface CropStageProps {
  url: string;
  bounds: Bounds;
  area: CropArea;
  ratio: number | null;
  onChange: (area: CropArea) => void;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The picture with the cut laid over it. Arrows move the cut, with Alt they pull its far corner. */
export function CropStage({ url, bounds, area, ratio, onChange }: CropStageProps) {
  const [scale, stageRef] = useScale(bounds);
  const drag = useDrag({
    begin: () => area,
    step: (start: CropArea, dx, dy) => onChange(move(start, bounds, dx / scale, dy / scale)),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 : 1;
    const [dx, dy] = [arrow[0] * step, arrow[1] * step];
    onChange(
      event.altKey ? pull(area, bounds, "se", { dx, dy }, ratio) : move(area, bounds, dx, dy),
    );
  };
  const box = {
    left: area.x * scale,
    top: area.y * scale,
    width: area.width * scale,
    height: area.height * scale,
  };
  return (
    <div ref={stageRef} className="flex min-h-0 flex-1 items-center justify-center p-8">
      <div
        className="relative touch-none overflow-hidden select-none"
        style={{ width: bounds.width * scale, height: bounds.height * scale }}
      >
        <img src={url} alt="" draggable={false} className="size-full" />
        <div
          role="application"
          tabIndex={0}
          data-autofocus
          aria-label={t("panels.cropArea", { ...area })}
          aria-roledescription={t("panels.cropRole")}
          onKeyDown={onKeyDown}
          {...drag}
          className="absolute cursor-move shadow-[0_0_0_9999px_var(--veil)] outline-1 outline-white"
          style={box}
        >
          <Thirds />
          {edges.map((edge) => (
            <Grip
              key={edge}
              edge={edge}
              begin={() => area}
              onPull={(start, dx, dy) =>
                onChange(pull(start, bounds, edge, { dx: dx / scale, dy: dy / scale }, ratio))
              }
            />
          ))}
        </div>
      </div>
    </div>
  );
}

const ROOM = 64;

/** CSS pixels per pixel of the picture, so that all of it fits the stage; never above 1:1 doubled. */
function useScale(
  bounds: Bounds,
): [number, (element: HTMLElement | null) => (() => void) | undefined] {
  const [scale, setScale] = useState(0);
  const { width, height } = bounds;
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      const measure = () => {
        const across = (element.clientWidth - ROOM) / width;
        const down = (element.clientHeight - ROOM) / height;
        setScale(Math.max(0.01, Math.min(across, down, 2)));
      };
      const observer = new ResizeObserver(measure);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [width, height],
  );
  return [scale, ref];
}

function Thirds() {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 grid grid-cols-3 grid-rows-3">
      {Array.from({ length: 9 }, (_, cell) => (
        <span key={cell} className="border-[0.5px] border-white/25" />
      ))}
    </div>
  );
}

const PLACES: Record<Edge, string> = {
  nw: "-top-3 -left-3 cursor-nwse-resize",
  n: "-top-3 left-1/2 -ml-3 cursor-ns-resize",
  ne: "-top-3 -right-3 cursor-nesw-resize",
  e: "top-1/2 -right-3 -mt-3 cursor-ew-resize",
  se: "-right-3 -bottom-3 cursor-nwse-resize",
  s: "-bottom-3 left-1/2 -ml-3 cursor-ns-resize",
  sw: "-bottom-3 -left-3 cursor-nesw-resize",
  w: "top-1/2 -left-3 -mt-3 cursor-ew-resize",
};

interface GripProps {
  edge: Edge;
  begin: () => CropArea;
  onPull: (start: CropArea, dx: number, dy: number) => void;
}

function Grip({ edge, begin, onPull }: GripProps) {
  const drag = useDrag({ begin, step: onPull });
  return (
    <span {...drag} className={`absolute flex size-6 items-center justify-center ${PLACES[edge]}`}>
      <span className="size-2.5 rounded-full border border-black/40 bg-white" />
    </span>
  );
}

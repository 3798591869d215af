import { Handle, Position, useConnection } from "@xyflow/react";
import type { KeyboardEvent } from "react";

import { why } from "@/graph/connect";
import { edgesFrom, edgesInto } from "@/graph/document";
import { HANDLE_SIZE, type HandlePlace } from "@/graph/geometry";
import { itemType } from "@/graph/itemType";
import { NEW_PORT, type Port } from "@/graph/ports";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor } from "@/store/hooks";
import type { Studio } from "@/store/studio";
import { cx } from "@/ui/cx";

import { newSocketWords } from "../newSocket";
import { HandleShape } from "./HandleShape";

interface PortHandleProps {
  nodeId: string;
  place: HandlePlace;
}

/** A socket on the edge of a card, reachable by keyboard: Enter begins and ends a wire. */
export function PortHandle({ nodeId, place }: PortHandleProps) {
  const { port, y } = place;
  const studio = useStudio();
  const filled = useEditor(({ doc }) =>
    port.side === "in"
      ? edgesInto(doc, nodeId).some((edge) => edge.targetHandle === port.name)
      : edgesFrom(doc, nodeId).some((edge) => edge.sourceHandle === port.name),
  );
  const item = useEditor(({ doc }) =>
    port.type === "list" ? itemType(doc, studio.catalogue.current(), nodeId, port) : undefined,
  );
  const dimmed = useConnection((connection) => {
    if (!connection.inProgress) return false;
    const from = { nodeId: connection.fromNode.id, handle: connection.fromHandle.id ?? "" };
    return !mayJoin(studio, from, connection.fromHandle.type === "source", nodeId, port);
  });
  const title = port.name === NEW_PORT ? newSocketWords(port) : port.title;
  const words = port.side === "in" ? "canvas.input" : "canvas.output";
  return (
    <Handle
      type={port.side === "in" ? "target" : "source"}
      position={port.side === "in" ? Position.Left : Position.Right}
      id={port.name}
      role="button"
      tabIndex={0}
      aria-label={t(words, { title, type: t(`types.${port.type}`) })}
      onKeyDown={clickOnEnter}
      className={cx("limner-handle group/handle grid place-items-center", dimmed && "opacity-25")}
      style={{ top: y, width: HANDLE_SIZE, height: HANDLE_SIZE }}
    >
      <HandleShape type={port.type} filled={filled} item={item} />
      <span
        aria-hidden
        className={cx(
          "pointer-events-none absolute top-1/2 z-10 hidden -translate-y-1/2 rounded-sm border border-line bg-raised px-1.5 py-0.5 text-xs whitespace-nowrap text-text shadow-card group-hover/handle:block group-focus-visible/handle:block",
          port.side === "in" ? "right-6" : "left-6",
        )}
      >
        {title}
      </span>
    </Handle>
  );
}

function clickOnEnter(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation();
  event.currentTarget.click();
}

/** Whether a wire that is being drawn may end at this socket. */
function mayJoin(
  studio: Studio,
  from: { nodeId: string; handle: string },
  fromSource: boolean,
  nodeId: string,
  port: Port,
): boolean {
  if (from.nodeId === nodeId) return from.handle === port.name;
  if (fromSource !== (port.side === "in")) return false;
  const connection = fromSource
    ? { source: from.nodeId, sourceHandle: from.handle, target: nodeId, targetHandle: port.name }
    : { source: nodeId, sourceHandle: port.name, target: from.nodeId, targetHandle: from.handle };
  return why(studio.editor.doc, studio.catalogue.current(), connection) === null;
}

import type {
  Connection as FlowConnection,
  FinalConnectionState,
  OnConnectStartParams,
} from "@xyflow/react";
import { useMemo, type MouseEvent as ReactMouseEvent } from "react";

import { why, type Connection } from "@/graph/connect";
import { useStudio } from "@/store/context";
import type { Studio } from "@/store/studio";

import type { AddRequest } from "../AddSearch";
import type { WireEdge } from "../flow";

/** A handle as the graph library names it. */
interface End {
  nodeId: string;
  id?: string | null | undefined;
  type: string;
}

/** Drawing wires, by mouse or by key: what they may join, and what happens when one is let go. */
export function useJoining(setAdding: (request: AddRequest) => void) {
  const studio = useStudio();
  return useMemo(() => createJoining(studio, setAdding), [studio, setAdding]);
}

function createJoining(studio: Studio, setAdding: (request: AddRequest) => void) {
  const reason = (connection: Connection) =>
    why(studio.editor.doc, studio.catalogue.current(), connection);
  const refuse = (connection: Connection) => {
    const words = reason(connection);
    if (words !== null) studio.notices.say({ text: words });
  };
  const onConnectEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    if (state.isValid || !state.fromHandle) return;
    if (state.toHandle) {
      refuse(between(state.fromHandle, state.toHandle));
    } else if (!state.toNode && "clientX" in event) {
      const { nodeId, id, type } = state.fromHandle;
      const wire = { nodeId, handle: id ?? "", fromSource: type === "source" };
      setAdding({ x: event.clientX, y: event.clientY, wire });
    }
  };
  let clicked: End | null = null;
  const onClickConnectStart = (_event: unknown, start: OnConnectStartParams) => {
    const { nodeId, handleId, handleType } = start;
    clicked = nodeId === null ? null : { nodeId, id: handleId, type: handleType ?? "source" };
  };
  const onClickConnectEnd = (event: MouseEvent | TouchEvent) => {
    const end = handleOf(event.target);
    if (clicked && end) refuse(between(clicked, end));
    clicked = null;
  };
  return {
    doubleClick: (event: ReactMouseEvent) => {
      if (event.target instanceof Element && event.target.matches(".react-flow__pane"))
        setAdding({ x: event.clientX, y: event.clientY });
    },
    handlers: {
      onConnect: (connection: FlowConnection) => void studio.editor.connect(named(connection)),
      isValidConnection: (connection: FlowConnection | WireEdge) =>
        reason(named(connection)) === null,
      onConnectEnd,
      onClickConnectStart,
      onClickConnectEnd,
    },
  };
}

function named(connection: FlowConnection | WireEdge): Connection {
  const { source, target, sourceHandle, targetHandle } = connection;
  return { source, target, sourceHandle: sourceHandle ?? "", targetHandle: targetHandle ?? "" };
}

function between(one: End, other: End): Connection {
  const [source, target] = one.type === "source" ? [one, other] : [other, one];
  return {
    source: source.nodeId,
    sourceHandle: source.id ?? "",
    target: target.nodeId,
    targetHandle: target.id ?? "",
  };
}

function handleOf(target: EventTarget | null): End | null {
  const element = target instanceof Element ? target.closest<HTMLElement>(".limner-handle") : null;
  const { nodeid, handleid } = element?.dataset ?? {};
  if (!element || nodeid === undefined) return null;
  return { nodeId: nodeid, id: handleid, type: element.matches(".source") ? "source" : "target" };
}

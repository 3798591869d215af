import { useReactFlow } from "@xyflow/react";
import { Popover } from "radix-ui";
import { useMemo, useState, type KeyboardEvent } from "react";

import type { NodeType, Position } from "@/api/types";
import { fittingPort, type Connection } from "@/graph/connect";
import type { Doc } from "@/graph/document";
import { freePlaceFrom, placeBeside, type NewPlace } from "@/graph/freePlace";
import { addNodePatch, newNode } from "@/graph/edit";
import { apply } from "@/graph/patch";
import { inputPorts, outputPorts } from "@/graph/ports";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useNodeTypes } from "@/store/hooks";
import type { Studio } from "@/store/studio";
import { cx } from "@/ui/cx";
import { NamedIcon } from "@/ui/NamedIcon";

import { byTitle } from "@/graph/byTitle";
import { matches } from "./search";

/** Where a node is wanted, on the screen, and the wire that waits for it. */
export interface AddRequest {
  x: number;
  y: number;
  /** Beside the selected nodes rather, where there are any. */
  beside?: boolean;
  wire?: { nodeId: string; handle: string; fromSource: boolean };
}

interface AddSearchProps {
  request: AddRequest;
  onClose: () => void;
}

/** A search for node types at the pointer; with a wire in hand, only those it fits. */
export function AddSearch({ request, onClose }: AddSearchProps) {
  const studio = useStudio();
  const flow = useReactFlow();
  const types = useNodeTypes();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const place = useMemo(() => flow.screenToFlowPosition(request), [flow, request]);
  const fitting = useMemo(
    () =>
      types.filter((type) => !request.wire || joined(studio, request.wire, type, place) !== null),
    [types, studio, request, place],
  );
  const found = byTitle(
    fitting.filter((type) => matches(type, query)),
    query,
  );

  const add = (type: NodeType | undefined) => {
    if (!type) return;
    const { wire } = request;
    const added = wire
      ? studio.editor.addWired(
          type.type,
          place,
          (id, doc) => join(studio, doc, wire, id),
          sourceOf(wire),
        )
      : studio.editor.addNode(
          type.type,
          request.beside ? roomFor(studio, type, place) : { position: place },
        );
    studio.view.showPanel(true);
    if (added !== null) studio.view.revealNode(added);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((active + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      add(found[active]);
    }
  };
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor className="fixed" style={{ left: request.x, top: request.y }} />
      <Popover.Portal>
        <Popover.Content
          aria-label={t("canvas.addSearch")}
          align="start"
          sideOffset={0}
          collisionPadding={12}
          className="z-30 w-76 animate-appear rounded-md border border-line bg-card p-1.5 shadow-float"
        >
          <input
            role="combobox"
            aria-expanded
            aria-controls="add-search-list"
            aria-activedescendant={found[active] ? `add-${found[active].type}` : undefined}
            aria-label={t("canvas.addSearch")}
            placeholder={t("canvas.addPlaceholder")}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            className="h-8 w-full rounded-sm bg-raised px-2.5"
          />
          <ul
            id="add-search-list"
            role="listbox"
            aria-label={t("canvas.addSearch")}
            className="mt-1.5 max-h-80 overflow-y-auto"
          >
            {found.map((type, index) => (
              <TypeRow
                key={type.type}
                type={type}
                active={index === active}
                onHover={() => setActive(index)}
                onPick={() => add(type)}
              />
            ))}
          </ul>
          {found.length === 0 ? (
            <p className="px-2 py-3 text-sm text-muted">
              {t(fitting.length === 0 ? "canvas.nothingFits" : "canvas.nothingFound")}
            </p>
          ) : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface TypeRowProps {
  type: NodeType;
  active: boolean;
  onHover: () => void;
  onPick: () => void;
}

function TypeRow({ type, active, onHover, onPick }: TypeRowProps) {
  return (
    <li
      id={`add-${type.type}`}
      role="option"
      aria-selected={active}
      onPointerMove={onHover}
      onClick={onPick}
      className={cx("flex items-start gap-2.5 rounded-sm px-2 py-1.5", active && "bg-hover")}
    >
      <NamedIcon name={type.icon} size={16} className="mt-0.5 text-muted" />
      <span className="min-w-0">
        <span className="block font-medium">{type.title}</span>
        <span className="block truncate text-sm text-muted">{type.description}</span>
      </span>
    </li>
  );
}

type Wire = NonNullable<AddRequest["wire"]>;

/** Where a node of a type covers no other: beside what is selected, else down from a place. */
function roomFor(studio: Studio, type: NodeType, place: Position): NewPlace {
  const { selectedNodes, doc } = studio.editor.store.getState();
  const catalogue = studio.catalogue.current();
  return selectedNodes.length > 0
    ? placeBeside(doc, catalogue, type, selectedNodes)
    : { position: freePlaceFrom(doc, catalogue, type, place) };
}

/** The wire as it would be with a new node of a type; null where none fits. */
function joined(studio: Studio, wire: Wire, type: NodeType, place: Position): Connection | null {
  const { doc } = studio.editor;
  const node = studio.editor.placed(newNode(doc, type, place), sourceOf(wire));
  return join(studio, apply(doc, addNodePatch(doc, node)).doc, wire, node.id);
}

function sourceOf({ nodeId, fromSource }: Wire): string | undefined {
  return fromSource ? nodeId : undefined;
}

function join(studio: Studio, doc: Doc, wire: Wire, newId: string): Connection | null {
  const catalogue = studio.catalogue.current();
  const node = doc.nodes.byId[wire.nodeId];
  if (!node) return null;
  const ports = wire.fromSource ? outputPorts(catalogue, node) : inputPorts(doc, catalogue, node);
  const port = ports.find((each) => each.name === wire.handle);
  const other = port && fittingPort(doc, catalogue, { nodeId: node.id, port }, newId);
  if (!port || !other) return null;
  return wire.fromSource
    ? { source: node.id, sourceHandle: port.name, target: newId, targetHandle: other.name }
    : { source: newId, sourceHandle: other.name, target: node.id, targetHandle: port.name };
}

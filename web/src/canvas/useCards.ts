import { useMemo, useState } from "react";
import { useStore } from "zustand";

import type { Position } from "@/api/types";
import { kindOf } from "@/fields/AssetMedia";
import { heldAsset } from "@/graph/catalogue";
import { nodesOf } from "@/graph/document";
import { useStudio } from "@/store/context";
import { useCatalogue, useEditor, useRuns } from "@/store/hooks";
import { shownIndex, type NodeHistory } from "@/store/history";

import { footHeight, footOf } from "./foot";
import { createCards, createWires, type CardNode, type WireEdge } from "./flow";

export type Dragged = Readonly<Record<string, Position>>;

/** The document as nodes of the graph library. */
export function useCards(dragged: Dragged, hidden: boolean): CardNode[] {
  const { history } = useStudio();
  const catalogue = useCatalogue();
  const doc = useEditor((state) => state.doc);
  const selectedNodes = useEditor((state) => state.selectedNodes);
  const problems = useEditor((state) => state.problems);
  const runs = useRuns((state) => state.nodes);
  const histories = useStore(history.store, (state) => state.nodes);
  const [toCards] = useState(createCards);
  const cards = useMemo(() => {
    const selected = new Set(selectedNodes);
    const troubles = new Map(problems.toReversed().map((problem) => [problem.nodeId, problem]));
    const inputs = nodesOf(doc).map((node) => {
      return {
        node,
        view: {
          ratio: ratioOf(histories[node.id], heldAsset(catalogue, node)),
          items: runs[node.id]?.items?.total ?? 0,
          foot: footHeight(footOf(runs[node.id] ?? null, troubles.get(node.id))),
        },
        selected: selected.has(node.id),
        hidden,
      };
    });
    return toCards(doc, catalogue, inputs);
  }, [doc, catalogue, selectedNodes, problems, runs, histories, hidden, toCards]);
  return useMemo(() => moved(cards, dragged), [cards, dragged]);
}

/** Cards that are dragged stand where the pointer has them; nothing else of them changes. */
function moved(cards: CardNode[], dragged: Dragged): CardNode[] {
  if (Object.keys(dragged).length === 0) return cards;
  return cards.map((card) => {
    const position = dragged[card.id];
    return position ? { ...card, position, dragging: true } : card;
  });
}

/** The wires as edges of the graph library; the same list while it says the same. */
export function useWires(): WireEdge[] {
  const catalogue = useCatalogue();
  const doc = useEditor((state) => state.doc);
  const selected = useEditor((state) => state.selectedEdges);
  const [toWires] = useState(createWires);
  return useMemo(() => toWires(doc, catalogue, selected), [doc, catalogue, selected, toWires]);
}

/** A sound has no picture: its place is as high as what plays it. */
const SOUND_RATIO = 4;

function ratioOf(history: NodeHistory | undefined, held: string | null): number | null {
  if (!history) return null;
  const shown = held ?? history.shown;
  const asset = history.items[shownIndex({ ...history, shown })]?.asset;
  if (asset && kindOf(asset) === "audio") return SOUND_RATIO;
  return asset?.width && asset.height ? asset.width / asset.height : null;
}

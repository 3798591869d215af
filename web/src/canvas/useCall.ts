import { useReactFlow, type ReactFlowInstance } from "@xyflow/react";
import { useEffect } from "react";

import { typeOf } from "@/graph/catalogue";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useView } from "@/store/hooks";

import { isLegible } from "./far";
import type { CardNode } from "./flow";

/** Says that a node waits for its prompt to be confirmed, where that does not show by itself. */
export function useCall(): void {
  const flow = useReactFlow<CardNode>();
  const { catalogue, editor, notices, view } = useStudio();
  const call = useView((state) => state.call);
  useEffect(() => {
    const node = call && editor.doc.nodes.byId[call.nodeId];
    const type = node && typeOf(catalogue.current(), node);
    if (!type || isInSight(flow, node.id)) return;
    const show = { label: t("store.show"), run: () => view.centreOn(node.id) };
    notices.say({ text: t("store.reviewWaits", { title: type.title }), action: show });
  }, [call, flow, catalogue, editor, notices, view]);
}

/** Above a card's lower edge: there it shows what it waits for. */
const FOOT = 60;

function isInSight(flow: ReactFlowInstance<CardNode>, nodeId: string): boolean {
  const card = flow.getNode(nodeId);
  if (!card || !isLegible(flow.getZoom())) return false;
  const { x, y } = flow.flowToScreenPosition({
    x: card.position.x + (card.width ?? 0) / 2,
    y: card.position.y + (card.height ?? 0) - FOOT,
  });
  return x > 0 && y > 0 && x < window.innerWidth && y < window.innerHeight;
}

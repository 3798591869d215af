import type { AriaLabelConfig } from "@xyflow/react";

import { t } from "@/i18n/t";

const DIRECTIONS = ["up", "down", "left", "right"] as const;

/** What the graph library says to screen readers, in the language of the page. */
export function spokenWords(): Partial<AriaLabelConfig> {
  const keys = t("flow.nodeKeys");
  return {
    "node.a11yDescription.default": keys,
    "node.a11yDescription.keyboardDisabled": keys,
    "node.a11yDescription.ariaLiveMessage": ({ direction, x, y }) => {
      const known = DIRECTIONS.find((each) => each === direction);
      return known ? t(`flow.moved_${known}`, { x: Math.round(x), y: Math.round(y) }) : "";
    },
    "edge.a11yDescription.default": t("flow.wireKeys"),
  };
}

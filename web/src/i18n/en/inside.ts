/** Words of nodes in which others stand. */
export const inside = {
  title: "{title} {id}: once for each item",
  empty: "Drag nodes here, or add them here. They run once for each item.",
  items: "{done} of {total}",
  failed: "{n} failed|{n} failed",
  leaves: "What is inside {title} hands on its results through it alone.",
  putIn: "Put into the node that holds others",
  putInReason: "Select one node that holds others, and what is to go into it",
  takeOut: "Take out of its frame",
  takeOutReason: "Select something that stands inside another node",
  pause: "Pause",
  resume: "Go on",
  pausing: "Pausing…",
  paused: "Paused",
} as const;

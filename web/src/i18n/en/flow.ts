/** What a screen reader says of nodes and wires on the canvas, and how the keyboard serves there. */
export const flow = {
  node: "node",
  nodeKeys:
    "Enter or Space selects the node, arrows move it, Delete deletes it, Escape lets it go.",
  wire: "wire",
  wireKeys: "Enter or Space selects the wire, Delete removes it, Escape lets it go.",
  moved_up: "Moved up to {x}, {y}.",
  moved_down: "Moved down to {x}, {y}.",
  moved_left: "Moved left to {x}, {y}.",
  moved_right: "Moved right to {x}, {y}.",
} as const;

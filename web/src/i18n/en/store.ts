/** Words for what the store tells: save states, notices, names of undo steps, reasons. */
export const store = {
  addNode: "Add {title}",
  connect: "Connect",
  disconnect: "Remove wire|Remove {n} wires",
  duplicate: "Duplicate",
  edit: "Edit {title}",
  move: "Move node|Move {n} nodes",
  paste: "Paste",
  remove: "Delete {title}|Delete {n} nodes",
  rename: "Rename",
  removedNodes: "{title} deleted|{n} nodes deleted",
  wiresGone:
    "{title} does not take this. One wire removed.|{title} does not take these. {n} wires removed.",
  undo: "Undo",
  undone: "Undone: {label}",
  redone: "Redone: {label}",

  sameNode: "A node cannot feed itself.",
  cycle: "This would make a circle: {source} already depends on {target}.",
  taken: "This wire is there already.",
  full: "{title} takes one wire. Remove the one it has first.",
  noHandle: "{title} does not have this handle.",
  videoIntoImage: "No image model takes video.",
  typeMismatch: "{source} does not fit {target}.",

  noPrompt: "Write a prompt, or wire a text into this node.",
  generating: "This node is generating.",
  upstreamBusy: "Upstream task in progress.",
  modelGone: "{model} is not in the catalogue. Choose another model.",
  modelUnavailable: "{model} is not available: {why}",
  tooManyReferences:
    "{wired} references are wired, {model} takes {limit}. Switch the model or remove a reference.",
  nothingToRun: "There is nothing to run yet. Add a node.",
  hasProblems: "{n} problem must be solved first.|{n} problems must be solved first.",
  runOfWorkflow: "A run is in progress.",
  listMakesOne: "A list is wired in: one image per item.",
} as const;

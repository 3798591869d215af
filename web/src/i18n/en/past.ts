/** Words of a workflow as it was or as it is elsewhere. */
export const past = {
  asItWas: "As it was on {when}",
  look: "Look at it",
  mine: "Mine",
  notThere: "It is not there yet.",
  onlyToLook: "Only to look at: nothing here is changed or saved.",
  openCopy: "Open as a new workflow",
  published: "published version {n}",
  restore: "Restore",
  version: "version {n}",
  theirs: "Theirs",
  restoreTip: "Makes the workflow this again, as one step that can be undone",
} as const;

/** Words of a workflow as it was, opened to be looked at. */
export const past = {
  asItWas: "As it was on {when}",
  look: "Look at it",
  notThere: "It is not there yet.",
  onlyToLook: "Only to look at: nothing here is changed or saved.",
  openCopy: "Open as a new workflow",
  restore: "Restore",
  restoreTip: "Makes the workflow this again, as one step that can be undone",
} as const;

/** Words of nodes that start a workflow by themselves. */
export const triggers = {
  example: "A call with curl",
  exampleSecret: "It needs the secret in place of SECRET.",
  here: "{time} here",
  nextTimes: "Next times in {zone}",
  noZone: "No time zone is called so",
  notPublished: "What is published starts in another way. Publish what stands here.",
  publish: "Publish…",
  searchZones: "Search time zones",
  zoneTyped: "As typed",
} as const;

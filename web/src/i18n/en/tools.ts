/** Words about what text models have called, and about runs that others have run. */
export const tools = {
  add: "Add a workflow",
  answer: "Answer",
  arguments: "Called with",
  calledBy: "Run as a tool of {node}.",
  calls: "Calls of tools",
  failed: "Failed",
  full: "There are as many as a model finds its way among.",
  gone: "There is no such workflow any more.",
  noOthers: "There are no other workflows.",
  nothing: "No workflow is called so.",
  openCaller: "Open the workflow that had it run",
  openRun: "Open the workflow that ran",
  search: "Search workflows",
  succeeded: "Done",
} as const;

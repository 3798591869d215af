/** Words of lists that are combined. */
export const lists = {
  add: "Add a list",
  hint: "One item a line, or {{ node.output.list }}",
  itemsOf: "Items of {name}",
  name: "list",
  newSocket: "Wire in a list",
  splitOf: "Split {name} by",
  wired: "Wired in from {source}",
} as const;

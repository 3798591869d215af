/** Words of fields that take files. */
export const files = {
  choose: "Choose a file",
  fromLibrary: "From the library",
  fromNodes: "From nodes before this one",
  nodeFiles: "{n} file in the last run|{n} files in the last run",
  nodeNothing: "No file yet: what it makes in the run is taken",
  noNodes: "No node before this one makes files.",
  remove: "Remove {name}",
} as const;

/** Words about the names of nodes. */
export const naming = {
  name: "Name of the node",
  renamed: "Rename {from} to {to}",
  taken: "{name} is another node’s name, or a reserved word.",
  was: "{owner} was called {name}, and its earlier pictures still are.",
  use: "Other nodes write it as {name}.output",
} as const;

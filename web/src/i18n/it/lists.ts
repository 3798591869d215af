import type { lists as english } from "../en/lists";
import type { Words } from "../words";

export const lists: Words<typeof english> = {
  add: "Aggiungi un elenco",
  hint: "Un elemento per riga, o {{ node.output.list }}",
  itemsOf: "Elementi di {name}",
  name: "elenco",
  newSocket: "Collega un elenco",
  splitOf: "Dividi {name} per",
  wired: "Collegato da {source}",
};

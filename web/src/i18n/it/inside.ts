import type { inside as english } from "../en/inside";
import type { Words } from "../words";

export const inside: Words<typeof english> = {
  title: "{title} {id}: una volta per ogni elemento",
  empty: "Trascina o aggiungi qui i nodi. Vengono eseguiti una volta per ogni elemento.",
  items: "{done} di {total}",
  failed: "{n} non riuscito|{n} non riusciti",
  leaves: "Ciò che sta dentro {title} passa i risultati solo attraverso di esso.",
  putIn: "Metti nel nodo che ne contiene altri",
  putInReason: "Seleziona un nodo che ne contiene altri e ciò che va messo dentro",
  takeOut: "Togli dalla sua cornice",
  takeOutReason: "Seleziona qualcosa che sta dentro un altro nodo",
  pause: "Pausa",
  resume: "Continua",
  pausing: "In pausa tra poco…",
  paused: "In pausa",
};

import type { running as english } from "../en/running";
import type { Words } from "../words";

export const running: Words<typeof english> = {
  allSaves: "Tutti i {n} salvataggi",
  added: "Aggiunti",
  andMore: "e 1 altro|e altri {n}",
  changed: "Modificati",
  changesHere: "Che cosa è cambiato qui",
  earlierSaves: "Mostra i salvataggi precedenti",
  moved: "1 nodo spostato|{n} nodi spostati",
  nodes: "1 nodo|{n} nodi",
  noVersions: "Ancora nessun salvataggio",
  nothingChanged: "Niente",
  removed: "Tolti",
  renamed: "Nome: {name}",
  restoreOf: "Ripristina la versione: {when}",
  restoreVersion: "Ripristina questa versione",
  restored: "Versione ripristinata: {when}",
  sameAlready: "È quella di adesso.",
  saves: "1 salvataggio|{n} salvataggi",
  since: "Ripristinandola cambierebbe",
  today: "Oggi",
  versions: "Cronologia delle versioni",
  versionsHint: "Ogni salvataggio resta. Ripristinarne uno è un passo che si può annullare.",
  wires: "1 collegamento|{n} collegamenti",
  yesterday: "Ieri",
};

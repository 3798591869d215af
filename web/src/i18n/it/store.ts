import type { store as english } from "../en/store";
import type { Words } from "../words";

export const store: Words<typeof english> = {
  addNode: "Aggiungi {title}",
  connect: "Collega",
  disconnect: "Togli un collegamento|Togli {n} collegamenti",
  duplicate: "Duplica",
  edit: "Modifica {title}",
  move: "Sposta un nodo|Sposta {n} nodi",
  paste: "Incolla",
  remove: "Elimina {title}|Elimina {n} nodi",
  rename: "Rinomina",
  restore: "Ripristina impostazioni",
  untitled: "Senza titolo",
  removedNodes: "{title}: eliminato|{n} nodi eliminati",
  wiresGone:
    "{title} non accetta questo ingresso. Tolto un collegamento.|{title} non accetta questi ingressi. Tolti {n} collegamenti.",
  undo: "Annulla",
  undone: "Annullato: {label}",
  redone: "Ripetuto: {label}",

  sameNode: "Un nodo non può alimentare sé stesso.",
  cycle: "Si chiuderebbe un cerchio: {source} dipende già da {target}.",
  taken: "Questo collegamento c’è già.",
  full: "{title} accetta un solo collegamento. Togli prima quello che ha.",
  noHandle: "{title} non ha questo connettore.",
  videoIntoImage: "Nessun modello di immagini accetta video.",
  typeMismatch: "{title} accetta {wanted}, non {got}.",

  noPrompt: "Scrivi un prompt, o collega un testo a questo nodo.",
  generating: "Questo nodo sta generando.",
  reviewWaits: "{title} attende la conferma del prompt.",
  show: "Mostra",
  reviewing: "Questo nodo attende la conferma del suo prompt.",
  referenceNeeded: "{model} lavora su un’immagine. Collegane una, o sceglila nel pannello.",
  upstreamBusy: "Un nodo a monte è ancora in corso.",
  modelGone: "{model} non è nel catalogo. Scegli un altro modello.",
  modelUnavailable: "{model} non è disponibile: {why}",
  tooManyReferences:
    "I riferimenti collegati sono {wired}, {model} ne accetta {limit}. Cambia modello o togli un riferimento.",
  tooManyOfRole:
    "I riferimenti ({role}) collegati sono {wired}, {model} ne accetta {limit}. Cambia modello o togli un riferimento.",
  nothingToRun: "Non c’è ancora niente da eseguire. Aggiungi un nodo.",
  hasProblems: "Prima c’è {n} problema da risolvere.|Prima ci sono {n} problemi da risolvere.",
  listMakesOne: "È collegato un elenco: un’immagine per elemento.",
  bringingBack: "Riporta il grafo di {when}",
  broughtBack: "Il grafo di {when} è tornato",
  copyOfRun: "{name}, {when}",
};

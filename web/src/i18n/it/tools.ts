import type { Words } from "../words";
import type { tools as english } from "../en/tools";

export const tools: Words<typeof english> = {
  add: "Aggiungi un workflow",
  answer: "Risposta",
  arguments: "Chiamato con",
  calledBy: "Eseguito come strumento di {node}.",
  calls: "Chiamate di strumenti",
  failed: "Non riuscito",
  full: "Un modello non si orienta tra più di questi.",
  gone: "Questo workflow non c’è più.",
  noOthers: "Non ci sono altri workflow.",
  nothing: "Nessun workflow ha questo nome.",
  openCaller: "Apri il workflow che lo ha fatto eseguire",
  openRun: "Apri il workflow eseguito",
  search: "Cerca tra i workflow",
  succeeded: "Fatto",
};

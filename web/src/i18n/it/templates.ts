import type { templates as english } from "../en/templates";
import type { Words } from "../words";

export const templates: Words<typeof english> = {
  title: "Modelli di workflow",
  search: "Cerca modelli di workflow",
  nothing: "Nessun modello ha questo nome",
  nothingHint: "Prova una parola più breve, o parti da un workflow vuoto.",
  use: "Usa {title}",
  cannotLoad: "Non è possibile caricare i modelli di workflow",
  again: "Riprova",
  opening: "Apertura di {title}…",
  made: "{title} è aperto come nuovo workflow.",
  opened: "{name} è aperto come nuovo workflow.",
  back: "Annulla",
  start: "Parti da un modello",
  pasted: "Il testo incollato",
  neither: "Ciò che hai incollato non è né un workflow né un’immagine.",
  notJson: "{name} è danneggiato: non si legge come JSON.",
  notWorkflow: "{name} non è un workflow: mancano gli elenchi di nodi e di collegamenti.",
  newer:
    "{name} viene da un Limner più recente (schema {schema}; questo conosce {known}). Aggiorna Limner per aprirlo.",
  tooLarge: "{name} ha {size} MB; un workflow ne ha al massimo {most}.",

  carried: "Questa immagine porta con sé il suo workflow",
  carriedText:
    "{name} è stata creata con «{workflow}», un workflow di {n} nodo.|{name} è stata creata con «{workflow}», un workflow di {n} nodi.",
  carriedOpens: "Si apre come nuovo workflow, e nulla viene eseguito finché non lo esegui tu.",
  addAsImage: "Aggiungi come immagine",
  openCarried: "Apri il suo workflow",
  carriesNone:
    "{name} non porta con sé un workflow: lo fanno solo le immagini scaricate da Limner.",
};

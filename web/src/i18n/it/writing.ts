import type { writing as english } from "../en/writing";
import type { Words } from "../words";

export const writing: Words<typeof english> = {
  answer: "Quello che scrive",
  nothingYet: "Quello che scrive appare qui.",
  ofItems: "{done} di {n} elementi",
  copyAnswer: "Copia il testo",
  copied: "Copiato.",
  schemaView: "Come è descritta la risposta",
  asFields: "Campi",
  asJson: "JSON Schema",
  noFields:
    "La risposta è un testo. Con i campi, ogni sua parte ha un nome che gli altri nodi possono usare.",
  addField: "Aggiungi un campo",
  fieldType: "Tipo",
  description: "Significato",
  descriptionOf: "Che cosa significa {name}",
  describe: "Che cosa ci va",
  choices: "Scelte",
  choicesOf: "Le scelte di {name}",
  choicesHint: "calmo, audace, giocoso",
  required: "Obbligatorio",
  requiredOf: "{name} è obbligatorio",
  moreThanFields:
    "Questo schema dice più di quanto i campi possano mostrare. Modificalo come JSON.",
  type_text: "Testo",
  type_number: "Numero",
  type_integer: "Numero intero",
  type_boolean: "Sì o no",
  type_choice: "Uno fra più",
  type_list: "Elenco di testi",
  preview: "Con i valori dell’ultima esecuzione",
  previewWaits: "Esegui i nodi che nomina per vederlo riempito.",
  previewPerItem: "Riempito per ogni elemento.",
  lastValue: "ultimo: {value}",
};

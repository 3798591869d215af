import type { language as english } from "../en/language";
import type { Words } from "../words";

export const language: Words<typeof english> = {
  title: "Lingua",
  en: "English",
  it: "Italiano",
  failed: "Non è stato possibile caricare questa lingua. Riprova quando il server torna.",
};

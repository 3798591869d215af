/** Words for choosing the language; each language is called what it calls itself. */
export const language = {
  title: "Language",
  en: "English",
  it: "Italiano",
  failed: "This language could not be loaded. Try again when the server is back.",
} as const;

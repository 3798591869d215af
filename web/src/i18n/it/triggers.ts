import type { triggers as english } from "../en/triggers";
import type { Words } from "../words";

export const triggers: Words<typeof english> = {
  example: "Una chiamata con curl",
  exampleSecret: "Al posto di SECRET va il segreto.",
  nextTimes: "Prossime volte, secondo l’orologio di qui",
  noZone: "Nessun fuso orario si chiama così",
  notPublished: "Ciò che è pubblicato parte in un altro modo. Pubblica ciò che sta qui.",
  publish: "Pubblica…",
  searchZones: "Cerca tra i fusi orari",
  zoneTyped: "Come scritto",
};

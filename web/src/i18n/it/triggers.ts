import type { triggers as english } from "../en/triggers";
import type { Words } from "../words";

export const triggers: Words<typeof english> = {
  example: "Una chiamata con curl",
  exampleSecret: "Al posto di SECRET va il segreto.",
  here: "qui {time}",
  nextTimes: "Prossime volte in {zone}",
  noZone: "Nessun fuso orario si chiama così",
  notPublished: "Ciò che è pubblicato parte in un altro modo. Pubblica ciò che sta qui.",
  publish: "Pubblica…",
  searchZones: "Cerca tra i fusi orari",
  zoneTyped: "Come scritto",
};

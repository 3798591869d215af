import type { past as english } from "../en/past";
import type { Words } from "../words";

export const past: Words<typeof english> = {
  asItWas: "Com’era il {when}",
  look: "Guarda",
  mine: "Qui",
  notThere: "Non è ancora qui.",
  onlyToLook: "Solo da guardare: qui niente viene modificato o salvato.",
  openCopy: "Apri come nuovo workflow",
  published: "versione pubblicata {n}",
  version: "versione {n}",
  restore: "Ripristina",
  theirs: "Altrove",
  restoreTip: "Fa tornare il workflow così, in un passo che si può annullare",
};

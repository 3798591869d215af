import type { roles as english } from "../en/roles";
import type { Words } from "../words";

export const roles: Words<typeof english> = {
  character: "personaggio",
  endImage: "immagine finale",
  image: "immagine",
  mask: "maschera",
  startImage: "immagine iniziale",
  video: "video",
  style: "stile",
};

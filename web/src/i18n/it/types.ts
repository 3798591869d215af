import type { types as english } from "../en/types";
import type { Words } from "../words";

export const types: Words<typeof english> = {
  any: "qualsiasi",
  audio: "audio",
  boolean: "booleano",
  file: "file",
  image: "immagine",
  list: "elenco",
  number: "numero",
  params: "parametri",
  text: "testo",
  video: "video",
};

import type { files as english } from "../en/files";
import type { Words } from "../words";

export const files: Words<typeof english> = {
  choose: "Scegli un file",
  fromLibrary: "Dalla libreria",
  fromNodes: "Dai nodi prima di questo",
  nodeFiles: "{n} file nell’ultima esecuzione|{n} file nell’ultima esecuzione",
  nodeNothing: "Ancora nessun file: si prende ciò che produce nell’esecuzione",
  noNodes: "Nessun nodo prima di questo produce file.",
  remove: "Togli {name}",
};

import type { naming as english } from "../en/naming";
import type { Words } from "../words";

export const naming: Words<typeof english> = {
  name: "Nome del nodo",
  renamed: "Rinomina {from} in {to}",
  taken: "{name} è il nome di un altro nodo, o una parola riservata.",
  was: "{owner} si chiamava {name}, e le sue immagini di prima si chiamano ancora così.",
  use: "Gli altri nodi lo scrivono {name}.output",
};

import type { items as english } from "../en/items";
import type { Words } from "../words";

export const items: Words<typeof english> = {
  done: "Elemento {n}",
  failed: "L’elemento {n} è fallito: {reason}",
  list: "Elementi di {title}",
  running: "L’elemento {n} è al lavoro",
  waiting: "L’elemento {n} non è ancora cominciato",
  waitingInside: "Un elemento non ancora cominciato",
};

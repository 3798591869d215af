import type { flow as english } from "../en/flow";
import type { Words } from "../words";

export const flow: Words<typeof english> = {
  node: "nodo",
  nodeKeys:
    "Invio o Spazio seleziona il nodo, le frecce lo spostano, Canc lo elimina, Esc lo lascia.",
  wire: "collegamento",
  wireKeys: "Invio o Spazio seleziona il collegamento, Canc lo toglie, Esc lo lascia.",
  moved_up: "Spostato in alto a {x}, {y}.",
  moved_down: "Spostato in basso a {x}, {y}.",
  moved_left: "Spostato a sinistra a {x}, {y}.",
  moved_right: "Spostato a destra a {x}, {y}.",
};

import type { films as english } from "../en/films";
import type { Words } from "../words";

export const films: Words<typeof english> = {
  downloadAll: "Scarica tutto",
  seconds: "{n} s",
};

import { createContext, useContext } from "react";

import type { Studio } from "./studio";

export const StudioContext = createContext<Studio | null>(null);

/** The parts of the canvas, for components below the root. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error("There is no studio above this component.");
  return studio;
}

import {
  createElement,
  useEffect,
  useState,
  type ComponentType,
  type FunctionComponent,
} from "react";

import { reachable } from "./reachable";

/** A component that is fetched when it is wanted, or ahead of that. */
export interface Part<Props> extends FunctionComponent<Props> {
  /** Fetches it ahead. */
  load: () => Promise<void>;
}

const AGAIN_MS = 5000;

/**
 * Makes a part of what an import gives. It is drawn at once where it is here, else as soon as it
 * is. Where it cannot be fetched it throws, to the `Later` around it, and is asked for again the
 * next time it is wanted; a patient one asks until it is here.
 */
export function part<Props extends object>(
  fetchPart: () => Promise<ComponentType<Props>>,
  { patient = false } = {},
): Part<Props> {
  let known: ComponentType<Props> | null = null;
  let asking: Promise<void> | null = null;
  const load = async () => {
    known ??= await fetchPart();
  };
  // Many cards may want the same part at once.
  const ask = () =>
    (asking ??= reachable()
      .then(load)
      .finally(() => (asking = null)));
  const Shown = (props: Props) => {
    const [error, setError] = useState<Error | null>(null);
    const [here, setHere] = useState(known !== null);
    useEffect(() => {
      if (here) return;
      let wanted = true;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const failed = (cause: unknown) => {
        if (!wanted) return;
        if (patient) timer = setTimeout(attempt, AGAIN_MS);
        else setError(new Error("A part of the page could not be fetched.", { cause }));
      };
      const attempt = () => {
        ask().then(() => wanted && setHere(true), failed);
      };
      attempt();
      return () => {
        wanted = false;
        clearTimeout(timer);
      };
    }, [here]);
    if (error) throw error;
    return known ? createElement(known, props) : null;
  };
  return Object.assign(Shown, { load });
}

import { useEffect } from "react";

/** Time for the page to come to rest first. */
const PAUSE_MS = 2000;

/** Loads parts ahead of their use, so that they are there when the server is not. */
export function usePreload(loaders: readonly (() => Promise<unknown>)[]): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of loaders) load().catch(() => undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [loaders]);
}

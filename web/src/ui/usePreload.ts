import { useEffect } from "react";

import { reachable } from "./reachable";

interface Preloaded {
  load: () => Promise<unknown>;
}

/** The page comes to rest first, but not for longer than this. */
const REST_MS = 2000;
const AGAIN_MS = 5000;

/**
 * Fetches parts once the page is drawn and at rest, so that they are there when the server is
 * not. The list must stay the same.
 */
export function usePreload(parts: readonly Preloaded[]): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wanted = true;
    const attempt = () => {
      reachable()
        .then(() => Promise.all(parts.map((each) => each.load())))
        .catch(() => {
          if (wanted) timer = setTimeout(attempt, AGAIN_MS);
        });
    };
    const stop = whenAtRest(attempt);
    return () => {
      wanted = false;
      stop();
      clearTimeout(timer);
    };
  }, [parts]);
}

/** Not every browser tells when it is at rest. */
function whenAtRest(work: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = window.requestIdleCallback(work, { timeout: REST_MS });
    return () => window.cancelIdleCallback(handle);
  }
  const timer = setTimeout(work, REST_MS);
  return () => clearTimeout(timer);
}

import { useEffect } from "react";

import { useStudio } from "@/store/context";

/** Sends unsaved edits when the page is left or hidden, and again when the network is back. */
export function useLeaving(): void {
  const { saving } = useStudio();
  useEffect(() => {
    const leave = () => saving.leave();
    const hidden = () => {
      if (document.visibilityState === "hidden") saving.leave();
    };
    const online = () => saving.hurry();
    window.addEventListener("blur", leave);
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", online);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      window.removeEventListener("blur", leave);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", online);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [saving]);
}

import { useEffect, useState } from "react";

import { t } from "@/i18n/t";
import { useActiveRun, useDocName, useRuns } from "@/store/hooks";

/** Tells in the tab's title what is open, how far its run is and, to who looks elsewhere, how it ended. */
export function useTitle(): void {
  const name = useDocName();
  const active = useActiveRun();
  const [last, setLast] = useState<string | null>(null);
  const status = useRuns((state) => (last === null ? null : (state.runs[last]?.status ?? null)));
  const away = useAway();
  const running = active?.id ?? null;
  if (running !== null && running !== last) setLast(running);
  if (running === null && last !== null && !away) setLast(null);
  const title = t("running.title", { name });
  const progress = active && t("running.titleRunning", { ...active.progress, title });
  const end = status === "failed" ? "running.titleFailed" : "running.titleEnded";
  const words = progress ?? (status === null ? title : t(end, { title }));
  useEffect(() => {
    document.title = words;
  }, [words]);
}

/** Whether the page is out of sight. */
function useAway(): boolean {
  const [away, setAway] = useState(() => document.hidden);
  useEffect(() => {
    const look = () => setAway(document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return away;
}

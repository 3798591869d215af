import { useEffect } from "react";

import { useStudio } from "@/store/context";

/** Has the end of a long run told to who looks elsewhere. */
export function useAlerts(): void {
  const { alerts, editor, runs } = useStudio();
  useEffect(() => alerts.watch(runs.store, () => editor.doc.meta.name), [alerts, editor, runs]);
}

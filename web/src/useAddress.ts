import { useEffect, useState } from "react";

import { useStudio } from "@/store/context";
import { useWorkflowId } from "@/store/hooks";

const shape = /^#\/workflows\/([\w-]+)$/;

/** Keeps the page's address and the open workflow in step, so that a link opens it again. */
export function useAddress(open: boolean): { first: string | null } {
  const studio = useStudio();
  const workflowId = useWorkflowId();
  const [first] = useState(() => named(window.location.hash));
  useEffect(() => {
    if (open && workflowId !== null && named(window.location.hash) !== workflowId)
      window.history.replaceState(null, "", `#/workflows/${workflowId}`);
  }, [open, workflowId]);
  useEffect(() => {
    if (!open) return;
    const follow = () => {
      const wanted = named(window.location.hash);
      if (wanted === null || wanted === studio.saving.store.getState().workflowId) return;
      studio.openWorkflow(wanted).catch((error: unknown) => studio.notices.fail(error));
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [open, studio]);
  return { first };
}

function named(hash: string): string | null {
  return shape.exec(hash)?.[1] ?? null;
}

import { useConnection } from "@xyflow/react";

import { why } from "@/graph/connect";
import { useStudio } from "@/store/context";

/** While a wire is held over a handle it cannot join: why not, beside the pointer. */
export function ConnectionReason() {
  const studio = useStudio();
  const held = useConnection((connection) => {
    if (!connection.inProgress || !connection.toHandle || connection.isValid) return null;
    const { fromHandle, toHandle } = connection;
    const [source, target] =
      fromHandle.type === "source" ? [fromHandle, toHandle] : [toHandle, fromHandle];
    return why(studio.editor.doc, studio.catalogue.current(), {
      source: source.nodeId,
      sourceHandle: source.id ?? "",
      target: target.nodeId,
      targetHandle: target.id ?? "",
    });
  });
  return (
    <div
      aria-live="polite"
      className="pointer-events-none absolute inset-x-0 top-3 z-10 text-center"
    >
      {held ? (
        <span className="rounded-sm border border-line bg-raised px-2.5 py-1 text-sm shadow-card">
          {held}
        </span>
      ) : null}
    </div>
  );
}

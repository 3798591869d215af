import { useState } from "react";
import { formerNames } from "@/graph/formerNames";
import { idLike, isReserved } from "@/graph/ids";
import { renameNodePatch } from "@/graph/renameNode";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { TextField } from "@/ui/TextField";

/** The name that templates know a node by. It changes on leaving, once, with all that uses it. */
export function NodeName({ nodeId }: { nodeId: string }) {
  const { editor } = useStudio();
  const [draft, setDraft] = useState<string | null>(null);
  const wanted = draft?.trim() ? idLike(draft.trim()) : nodeId;
  const owner = formerNames(editor.doc).get(wanted);
  const inUse = wanted in editor.doc.nodes.byId || isReserved(wanted);
  const refusal =
    wanted === nodeId
      ? null
      : inUse
        ? tl("naming.taken", { name: wanted })
        : owner !== undefined && owner !== nodeId
          ? tl("naming.was", { name: wanted, owner })
          : null;
  const leave = () => {
    setDraft(null);
    if (refusal !== null || wanted === nodeId) return;
    editor.settle();
    editor.do(
      tl("naming.renamed", { from: nodeId, to: wanted }),
      renameNodePatch(editor.doc, nodeId, wanted),
    );
    editor.select([wanted]);
  };
  return (
    <div className="w-36">
      <TextField
        label={tl("naming.name")}
        title={tl("naming.use", { name: wanted })}
        value={draft ?? nodeId}
        error={refusal}
        maxLength={64}
        onChange={setDraft}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === "Enter") leave();
          if (event.key === "Escape") setDraft(null);
        }}
        className="text-sm"
      />
    </div>
  );
}

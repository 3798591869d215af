import { Redo2, Undo2 } from "lucide-react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";

import { RunAll } from "./RunAll";
import { SaveState } from "./SaveState";
import { WorkflowName } from "./WorkflowName";

/** The bar above everything: what is open, whether it is saved, and Run all. */
export function TopBar() {
  const { view } = useStudio();
  return (
    <header className="z-30 flex h-12 shrink-0 items-center gap-3 border-b border-line bg-ground px-3">
      <span className="flex items-center gap-2.5">
        <img src="./mark.svg" alt="" width={20} height={20} />
        <span className="font-mark text-xl font-semibold">{t("canvas.brand")}</span>
      </span>
      <span className="flex min-w-0 items-center gap-1 pl-2">
        <span className="shrink-0 text-muted">{t("canvas.workspace")} /</span>
        <WorkflowName />
      </span>
      <SaveState />
      <span className="flex-1" />
      <UndoButtons />
      <Button onClick={() => view.openDialog({ kind: "api" })}>{t("canvas.api")}</Button>
      <Button onClick={() => view.openDialog({ kind: "publish" })}>{t("canvas.publish")}</Button>
      <RunAll />
    </header>
  );
}

function UndoButtons() {
  const { editor } = useStudio();
  const back = useEditor((state) => state.past.at(-1)?.label ?? null);
  const forth = useEditor((state) => state.future.at(-1)?.label ?? null);
  return (
    <span className="flex">
      <IconButton
        icon={Undo2}
        side="bottom"
        label={t("canvas.undo", { label: back ?? "" })}
        reason={back === null ? t("canvas.nothingToUndo") : null}
        onClick={() => editor.undo()}
      />
      <IconButton
        icon={Redo2}
        side="bottom"
        label={t("canvas.redo", { label: forth ?? "" })}
        reason={forth === null ? t("canvas.nothingToRedo") : null}
        onClick={() => editor.redo()}
      />
    </span>
  );
}

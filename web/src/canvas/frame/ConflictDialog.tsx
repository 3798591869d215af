import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useSaving } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

/** What both sides changed, and the choice between them. */
export function ConflictDialog() {
  const { saving, view } = useStudio();
  const conflict = useSaving((state) => state.conflict);
  if (!conflict) return null;
  const choose = (choice: "mine" | "theirs") => {
    view.closeDialog();
    void saving.resolve(choice);
  };
  return (
    <Dialog
      title={t("canvas.conflictTitle")}
      closeLabel={t("canvas.close")}
      size="sm"
      onClose={() => view.closeDialog()}
      footer={
        <>
          <Button onClick={() => choose("theirs")}>{t("canvas.takeTheirs")}</Button>
          <Button tone="gold" onClick={() => choose("mine")}>
            {t("canvas.keepMine")}
          </Button>
        </>
      }
    >
      <p>{t("canvas.conflictText")}</p>
      <ul className="mt-3 flex flex-col gap-1">
        {conflict.clashes.map(({ nodeId, field }, index) => (
          <li key={index} className="rounded-sm bg-raised px-2.5 py-1.5">
            <span className="font-medium">{nodeId ?? t("canvas.workflowName")}</span>{" "}
            <span className="text-muted">
              {nodeId === null ? "" : (field ?? t("canvas.conflictRemoved"))}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

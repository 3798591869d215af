import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useSaving } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

import { ClashRow } from "./ClashRow";

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
        {conflict.clashes.map((clash, index) => (
          <ClashRow key={index} clash={clash} theirs={conflict.theirs} />
        ))}
      </ul>
    </Dialog>
  );
}

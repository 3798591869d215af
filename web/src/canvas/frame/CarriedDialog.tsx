import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { beginWith } from "@/store/exchange";
import type { CarriedWorkflow } from "@/store/view";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

interface CarriedDialogProps {
  carried: CarriedWorkflow;
}

/** Asks what an image that carries its workflow is brought for: the workflow or the image. */
export function CarriedDialog({ carried }: CarriedDialogProps) {
  const studio = useStudio();
  const { fileName, document, addAsImage } = carried;
  const workflow = document.name || t("store.untitled");
  const close = () => studio.view.closeDialog();
  const open = () => {
    close();
    void beginWith(studio, document, t("templates.opened", { name: workflow }));
  };
  const add = () => {
    close();
    addAsImage();
  };
  return (
    <Dialog
      title={t("templates.carried")}
      closeLabel={t("ui.close")}
      size="sm"
      onClose={close}
      footer={
        <>
          <Button onClick={add}>{t("templates.addAsImage")}</Button>
          <Button tone="gold" onClick={open}>
            {t("templates.openCarried")}
          </Button>
        </>
      }
    >
      <p className="wrap-anywhere">
        {t("templates.carriedText", { name: fileName, workflow, n: document.nodes.length })}
      </p>
      <p className="mt-2 text-muted">{t("templates.carriedOpens")}</p>
    </Dialog>
  );
}

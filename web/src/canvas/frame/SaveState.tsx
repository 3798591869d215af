import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useSaving } from "@/store/hooks";
import { Button } from "@/ui/Button";

/** Whether everything is on the server, in words. */
export function SaveState() {
  const { view } = useStudio();
  const status = useSaving((state) => state.status);
  const detail = useSaving((state) => state.detail);
  if (status === "conflict")
    return (
      <Button tone="bad" size="sm" onClick={() => view.openDialog({ kind: "conflict" })}>
        {t("canvas.conflict")}
      </Button>
    );
  const words =
    status === "refused" ? t("canvas.refused", { detail: detail ?? "" }) : t(`canvas.${status}`);
  const bad = status === "refused" || status === "offline";
  return (
    <span role="status" className={`truncate text-sm ${bad ? "text-bad" : "text-muted"}`}>
      {words}
    </span>
  );
}

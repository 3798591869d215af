import { FileClock } from "lucide-react";

import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useSaving, useView } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";

/** Whether everything is on the server, in words, and the way to what was saved before. */
export function SaveState() {
  const { view } = useStudio();
  const open = useView((state) => state.drawer === "versions");
  return (
    <span className="flex min-w-0 items-center gap-1">
      <Words />
      <IconButton
        icon={FileClock}
        side="bottom"
        label={t("running.versions")}
        pressed={open}
        onClick={() => view.toggleDrawer("versions")}
      />
    </span>
  );
}

function Words() {
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
    status === "refused"
      ? t("canvas.refused", { detail: served(detail ?? "") })
      : t(`canvas.${status}`);
  const bad = status === "refused" || status === "offline";
  return (
    <span role="status" className={`truncate text-sm ${bad ? "text-bad" : "text-muted"}`}>
      {words}
    </span>
  );
}

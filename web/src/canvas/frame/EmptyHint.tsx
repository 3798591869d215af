import { LayoutTemplate } from "lucide-react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor, useNodeIds, useView } from "@/store/hooks";
import { Button } from "@/ui/Button";

/** On an empty canvas: how to begin. */
export function EmptyHint() {
  const { view } = useStudio();
  const bare = useNodeIds().length === 0;
  const noted = useEditor((state) => state.doc.annotations.order.length > 0);
  const drawer = useView((state) => state.drawer);
  if (!bare || noted || drawer) return null;
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-1">
      <p className="text-lg font-semibold">{t("canvas.empty")}</p>
      <p className="text-muted">{t("canvas.emptyHint")}</p>
      <Button
        icon={LayoutTemplate}
        className="pointer-events-auto mt-3"
        onClick={() => view.toggleDrawer("templates")}
      >
        {t("templates.start")}
      </Button>
    </div>
  );
}

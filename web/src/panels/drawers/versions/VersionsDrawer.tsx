import { FileClock } from "lucide-react";
import { useState } from "react";

import { byDay } from "@/graph/versions";
import { dateWords } from "@/i18n/locale";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Empty } from "@/ui/Empty";
import { useNow } from "@/ui/useNow";

import { useVersions } from "./useVersions";
import { VersionRow } from "./VersionRow";

/** What the workflow was, save by save: to look at, and to go back to. */
export default function VersionsDrawer() {
  const { view } = useStudio();
  const { saves, loading, error, more } = useVersions();
  const [open, setOpen] = useState<number | null>(null);
  const now = useNow();
  return (
    <Drawer
      title={t("running.versions")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={<p className="px-1 text-sm text-muted">{t("running.versionsHint")}</p>}
    >
      {error ? (
        <Empty icon={FileClock} title={t("panels.cannotLoad")} hint={wordsOf(error)} />
      ) : loading ? (
        <p className="px-4 py-3 text-muted">{t("panels.opening")}</p>
      ) : null}
      {byDay(saves).map(({ start, slots }) => (
        <section key={start} aria-label={dayTitle(start, now)} className="px-2 pt-2">
          <h3 className="px-2 py-1 text-sm text-muted">{dayTitle(start, now)}</h3>
          <ul>
            {slots.map(({ saves: [newest, ...rest] }) => (
              <VersionRow
                key={newest.version}
                save={newest}
                others={rest}
                now={now}
                open={newest.version === open}
                onToggle={() => setOpen(newest.version === open ? null : newest.version)}
              />
            ))}
          </ul>
        </section>
      ))}
      {more ? (
        <div className="flex justify-center py-3">
          <Button size="sm" onClick={more}>
            {t("running.earlierSaves")}
          </Button>
        </div>
      ) : null}
    </Drawer>
  );
}

function dayTitle(start: number, now: number): string {
  const day = new Date(start);
  const today = new Date(now);
  if (start === today.setHours(0, 0, 0, 0)) return t("running.today");
  if (start === today.setDate(today.getDate() - 1)) return t("running.yesterday");
  return dateWords(day, { weekday: "long", day: "numeric", month: "long" });
}

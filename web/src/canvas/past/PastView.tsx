import { FilePlus2, History, RotateCcw, X } from "lucide-react";
import { useEffect, useState } from "react";

import { momentWords } from "@/fields/words";
import type { Doc } from "@/graph/document";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { StudioContext, useStudio } from "@/store/context";
import { timeOf, type Moment } from "@/store/moment";
import { lookBack } from "@/store/past";
import type { Studio } from "@/store/studio";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { FullScreen } from "@/ui/FullScreen";
import { IconButton } from "@/ui/IconButton";

import { PastCanvas } from "./PastCanvas";

interface PastViewProps {
  moment: Moment;
}

/** The workflow as it was, to be looked at; from here it comes back, or opens beside the present one. */
export function PastView({ moment }: PastViewProps) {
  const studio = useStudio();
  const { past, error } = usePast(studio, moment);
  const when = momentWords(timeOf(moment));
  const close = () => studio.view.closeDialog();
  const restore = (doc: Doc) => {
    close();
    studio.bringBack(moment.kind === "run" ? named(doc, studio.editor.doc) : doc, when);
  };
  const openCopy = (doc: Doc) => {
    close();
    studio.openCopy(doc, when).catch((failed: unknown) => studio.notices.fail(failed));
  };
  const reason = past ? null : tl("past.notThere");
  const title = tl("past.asItWas", { when });
  return (
    <FullScreen title={title} onClose={close}>
      <header className="flex min-h-12 items-center gap-3 border-b border-line bg-card py-2 pr-3 pl-4">
        <History aria-hidden size={18} className="text-muted" />
        <h2 className="shrink-0 text-lg font-semibold">{title}</h2>
        <p className="min-w-0 flex-1 truncate text-muted">{tl("past.onlyToLook")}</p>
        <Button
          icon={FilePlus2}
          reason={reason}
          onClick={past ? () => openCopy(past.editor.doc) : undefined}
        >
          {tl("past.openCopy")}
        </Button>
        <Button
          tone="gold"
          icon={RotateCcw}
          reason={reason}
          tip={tl("past.restoreTip")}
          onClick={past ? () => restore(past.editor.doc) : undefined}
        >
          {tl("past.restore")}
        </Button>
        <IconButton icon={X} label={t("ui.close")} onClick={close} />
      </header>
      <div className="relative min-h-0 flex-1">
        {past ? (
          <StudioContext value={past}>
            <PastCanvas />
          </StudioContext>
        ) : error ? (
          <Empty icon={History} title={t("panels.cannotLoad")} hint={error.message} />
        ) : (
          <p role="status" className="p-6 text-muted">
            {t("panels.opening")}
          </p>
        )}
      </div>
    </FullScreen>
  );
}

interface Looked {
  past: Studio | null;
  error: Error | null;
}

/** The workflow at that moment, once it is there. */
function usePast(studio: Studio, moment: Moment): Looked {
  const [looked, setLooked] = useState<Looked>({ past: null, error: null });
  useEffect(() => {
    let wanted = true;
    const show = (now: Looked) => {
      if (wanted) setLooked(now);
    };
    lookBack(studio, moment).then(
      (past) => show({ past, error: null }),
      (failed: unknown) =>
        show({ past: null, error: failed instanceof Error ? failed : new Error(String(failed)) }),
    );
    return () => {
      wanted = false;
    };
  }, [studio, moment]);
  return looked;
}

/** A run's graph under the name that the workflow has now. */
function named(was: Doc, now: Doc): Doc {
  return { ...was, meta: { ...was.meta, name: now.meta.name } };
}

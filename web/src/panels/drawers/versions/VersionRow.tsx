import { ChevronRight, Eye, RotateCcw } from "lucide-react";
import { useId, useState } from "react";

import type { WorkflowVersion } from "@/api/types";
import { whenWords } from "@/fields/words";
import { changesBetween } from "@/graph/versions";
import { timeOfDay } from "@/i18n/locale";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { useEditor } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Disclosure } from "@/ui/Disclosure";

import { ChangeList } from "./ChangeList";
import { useVersion } from "./useVersions";

interface VersionRowProps {
  save: WorkflowVersion;
  /** Saves just before it that it stands for too, newest first. */
  others?: readonly WorkflowVersion[];
  now: number;
  open: boolean;
  onToggle: () => void;
}

/** A version in the list; opened, it tells what changed and can be restored. */
export function VersionRow({ save, others = [], now, open, onToggle }: VersionRowProps) {
  const detail = useId();
  const facts = [
    others.length > 0 ? t("running.saves", { n: others.length + 1 }) : "",
    t("running.nodes", { n: save.nodes }),
  ].filter(Boolean);
  return (
    <li className="rounded-sm">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? detail : undefined}
        onClick={onToggle}
        className="flex w-full items-center gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{savedWords(save, now)}</span>
        <span className="text-sm text-muted">{facts.join(" · ")}</span>
        <ChevronRight
          aria-hidden
          size={14}
          className={cx("text-muted transition-transform", open && "rotate-90")}
        />
      </button>
      {open ? (
        <div id={detail} className="flex flex-col gap-2.5 px-2 pt-1 pb-3">
          <Detail save={save} since={(others.at(-1) ?? save).previous ?? 0} now={now} />
          {others.length > 0 ? <EachSave saves={[save, ...others]} now={now} /> : null}
        </div>
      ) : null}
    </li>
  );
}

interface DetailProps {
  save: WorkflowVersion;
  /** The version to tell the changes from; 0 before the first that is kept. */
  since: number;
  now: number;
}

function Detail({ save, since, now }: DetailProps) {
  const { editor, view } = useStudio();
  const present = useEditor((state) => state.doc);
  const { doc, error } = useVersion(save.version);
  const before = useVersion(since);
  const wrong = error ?? before.error;
  if (wrong) return <p className="text-sm text-bad">{wordsOf(wrong)}</p>;
  if (!doc || !before.doc) return <p className="text-sm text-muted">{t("panels.opening")}</p>;
  const when = savedWords(save, now);
  const restore = () =>
    editor.become(doc, t("running.restoreOf", { when }), t("running.restored", { when }));
  return (
    <>
      <ChangeList title={t("running.changesHere")} changes={changesBetween(before.doc, doc)} />
      <ChangeList title={t("running.since")} changes={changesBetween(present, doc)} />
      <div className="flex gap-1.5">
        <Button
          size="sm"
          icon={Eye}
          onClick={() =>
            view.openDialog({ kind: "past", moment: { kind: "version", version: save } })
          }
        >
          {tl("past.look")}
        </Button>
        <Button size="sm" icon={RotateCcw} onClick={restore}>
          {t("running.restoreVersion")}
        </Button>
      </div>
    </>
  );
}

/** The saves of a quarter of an hour one by one, for a look at just one of them. */
function EachSave({ saves, now }: { saves: readonly WorkflowVersion[]; now: number }) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Disclosure title={t("running.allSaves", { n: saves.length })}>
      <ul className="border-l border-line pl-1">
        {saves.map((save) => (
          <VersionRow
            key={save.version}
            save={save}
            now={now}
            open={save.version === open}
            onToggle={() => setOpen(save.version === open ? null : save.version)}
          />
        ))}
      </ul>
    </Disclosure>
  );
}

const HOUR = 3_600_000;

/** When it was saved; the day stands above the list. */
function savedWords({ savedAt }: WorkflowVersion, now: number): string {
  if (now - Date.parse(savedAt) < HOUR) return whenWords(savedAt, now);
  return timeOfDay(new Date(savedAt));
}

import { ChevronRight } from "lucide-react";
import type { Run } from "@/api/types";
import { costWords, whenWords } from "@/fields/words";
import { t } from "@/i18n/t";
import { isActive } from "@/store/runs";
import { cx } from "@/ui/cx";
import { StatusMark } from "../StatusMark";
import { RunDetails } from "./RunDetails";
import { spent, versionWords } from "./runWords";

interface RunRowProps {
  run: Run;
  now: number;
  open: boolean;
  onToggle: () => void;
}

export function RunRow({ run, now, open, onToggle }: RunRowProps) {
  const when = whenWords(run.createdAt, now);
  return (
    <li className="rounded-sm">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full items-center gap-2 rounded-sm px-2 py-2 text-left hover:bg-hover"
      >
        <StatusMark status={run.status} />
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{t(`panels.status_${run.status}`)}</span>
          <span className="block truncate text-sm text-muted">
            {[when, versionWords(run)].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span className="text-right text-sm text-muted">
          <span className="block">
            {isActive(run.status) ? t("panels.doneOf", run.progress) : spent(run)}
          </span>
          <span className="block">{costWords(run.cost)}</span>
        </span>
        <ChevronRight
          aria-hidden
          size={14}
          className={cx("text-muted transition-transform", open && "rotate-90")}
        />
      </button>
      {open ? <RunDetails run={run} /> : null}
    </li>
  );
}

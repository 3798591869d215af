import {
  Ban,
  Check,
  CircleDashed,
  LoaderCircle,
  Minus,
  Pause,
  X,
  type LucideIcon,
} from "lucide-react";
import type { ExecutionStatus, RunStatus } from "@/api/types";
import { t } from "@/i18n/t";

const MARKS: Record<RunStatus | ExecutionStatus, [LucideIcon, string]> = {
  pending: [CircleDashed, "text-muted"],
  queued: [CircleDashed, "text-muted"],
  running: [LoaderCircle, "text-gold-text animate-spin"],
  paused: [Pause, "text-muted"],
  succeeded: [Check, "text-good"],
  failed: [X, "text-bad"],
  skipped: [Minus, "text-muted"],
  cancelled: [Ban, "text-muted"],
};

/** How a run or a node of it stands, as a small sign. */
export function StatusMark({ status }: { status: RunStatus | ExecutionStatus }) {
  const [Icon, colour] = MARKS[status];
  return <Icon role="img" aria-label={t(`panels.status_${status}`)} size={15} className={colour} />;
}

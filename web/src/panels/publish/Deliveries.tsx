import { useQuery } from "@tanstack/react-query";

import type { NoticeState } from "@/api/types";
import { momentWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { served } from "@/i18n/served";
import { useStudio } from "@/store/context";
import { useWorkflowId } from "@/store/hooks";
import { cx } from "@/ui/cx";

const SHOWN = 5;
const AGAIN_MS = 5000;

/** What became of the last notices; looked at again while the window stands open. */
export function Deliveries() {
  const { client } = useStudio();
  const workflowId = useWorkflowId() ?? "";
  const { data } = useQuery({
    queryKey: ["notices", workflowId],
    queryFn: () => client.notices(workflowId, SHOWN),
    refetchInterval: AGAIN_MS,
  });
  if (!data) return null;
  return (
    <div className="flex flex-col gap-1">
      <h4 className="text-sm text-muted">{tl("notice.deliveries")}</h4>
      {data.items.length === 0 ? (
        <p className="text-sm text-muted">{tl("notice.none")}</p>
      ) : (
        <ul
          aria-label={tl("notice.deliveries")}
          className="divide-y divide-line rounded-md border border-line text-sm"
        >
          {data.items.map((each) => (
            <Delivery key={each.runId} notice={each} />
          ))}
        </ul>
      )}
    </div>
  );
}

const LOOKS: Readonly<Record<NoticeState["state"], string>> = {
  delivered: "text-good",
  failed: "text-bad",
  waiting: "text-muted",
};

function Delivery({ notice }: { notice: NoticeState }) {
  const { runId, state, attempts, nextAttemptAt, lastError } = notice;
  return (
    <li className="flex flex-col px-3 py-2">
      <span className="flex items-baseline gap-3">
        <span className={cx("font-medium", LOOKS[state])}>{tl(`notice.state_${state}`)}</span>
        <code className="min-w-0 flex-1 truncate font-mono text-muted">{runId}</code>
        {attempts > 0 ? (
          <span className="text-muted tabular-nums">{tl("notice.attempts", { n: attempts })}</span>
        ) : null}
      </span>
      {lastError === null ? null : (
        <span className="text-muted">
          {served(lastError)}{" "}
          {nextAttemptAt === null ? null : tl("notice.again", { when: momentWords(nextAttemptAt) })}
        </span>
      )}
    </li>
  );
}

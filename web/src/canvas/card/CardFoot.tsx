import type { NodeType } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useNodeRun, useProblems } from "@/store/hooks";
import { part } from "@/ui/part";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Tooltip } from "@/ui/Tooltip";

import { footOf, SHOWN_WARNINGS, type Foot } from "../foot";
import { Working } from "./Working";

const ReviewBox = part(() => import("./ReviewBox").then((it) => it.ReviewBox), { patient: true });
export const FOOT_PARTS = [ReviewBox];

interface CardFootProps {
  nodeId: string;
  type: NodeType;
}

type FootOf<Kind extends Foot["kind"]> = Foot & { kind: Kind };

/** The foot of a card: work with Stop, a prompt to confirm, an error with what to do; its place is always kept. */
export function CardFoot({ nodeId, type }: CardFootProps) {
  const foot = footOf(useNodeRun(nodeId), useProblems(nodeId)[0]);
  switch (foot?.kind) {
    case "working":
      return <Working run={foot.run} title={type.title} />;
    case "review":
      return <ReviewBox key={foot.prompt} run={foot.run} nodeId={nodeId} prompt={foot.prompt} />;
    case "failed":
      return <Failed foot={foot} nodeId={nodeId} />;
    case "problem":
      return <Line text={foot.what} bad />;
    case "warnings":
      return <Warnings foot={foot} nodeId={nodeId} />;
    case "note":
      return <Line text={foot.what} />;
    case undefined:
      return null;
  }
}

function Failed({ foot, nodeId }: { foot: FootOf<"failed">; nodeId: string }) {
  const studio = useStudio();
  const { run, what, then, paidAgain } = foot;
  return (
    <div className="nodrag flex h-full flex-col gap-1.5">
      <Tooltip content={`${what} ${then}`}>
        <p role="alert" tabIndex={0} className="line-clamp-6 text-sm leading-4">
          <span className="text-bad">{what}</span> <span className="text-muted">{then}</span>
        </p>
      </Tooltip>
      {paidAgain ? (
        <Again
          label={t("canvas.sendAgain")}
          tip={t("canvas.sendAgainWhy")}
          onClick={() => void studio.runs.retry(run.runId, nodeId)}
        />
      ) : (
        <Again label={t("canvas.again")} onClick={() => studio.runNode(nodeId)} />
      )}
    </div>
  );
}

interface AgainProps {
  label: string;
  tip?: string;
  onClick: () => void;
}

function Again({ label, tip, onClick }: AgainProps) {
  return (
    <Button tone="soft" size="sm" tip={tip} className="self-start" onClick={onClick}>
      {label}
    </Button>
  );
}

/** What is worth knowing about a result that came all the same. */
function Warnings({ foot, nodeId }: { foot: FootOf<"warnings">; nodeId: string }) {
  const { runs } = useStudio();
  const { all, partly, run } = foot;
  const more = all.length - SHOWN_WARNINGS;
  const last = SHOWN_WARNINGS - 1;
  return (
    <div className="nodrag flex h-full flex-col gap-1.5">
      <Tooltip content={<List texts={all} />}>
        <div role="status" tabIndex={0} aria-label={t("canvas.warnings")}>
          <ul className="list-disc pl-3.5 marker:text-faint">
            {all.slice(0, SHOWN_WARNINGS).map((text, index) => (
              <li key={index} className="text-sm leading-4 text-muted">
                <span className="line-clamp-2">
                  {index === last && more > 0 ? t("canvas.andMore", { text, n: more }) : text}
                </span>
              </li>
            ))}
          </ul>
        </div>
      </Tooltip>
      {partly ? (
        <Again
          label={t("canvas.failedAgain")}
          tip={t("canvas.failedAgainWhy")}
          onClick={() => void runs.retry(run.runId, nodeId)}
        />
      ) : null}
    </div>
  );
}

function List({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {texts.map((text, index) => (
        <li key={index}>{text}</li>
      ))}
    </ul>
  );
}

function Line({ text, bad = false }: { text: string; bad?: boolean }) {
  return (
    <Tooltip content={text}>
      <p
        role={bad ? "alert" : "status"}
        tabIndex={0}
        className={cx("line-clamp-6 text-sm leading-4", bad ? "text-bad" : "text-muted")}
      >
        {text}
      </p>
    </Tooltip>
  );
}

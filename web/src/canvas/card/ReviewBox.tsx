import { useState } from "react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useRuns } from "@/store/hooks";
import type { NodeRun } from "@/store/runs";
import { Button } from "@/ui/Button";
import { TextArea } from "@/ui/TextArea";

import { reviewLines } from "../foot";

interface ReviewBoxProps {
  run: NodeRun;
  nodeId: string;
  /** As the text model wrote it. */
  prompt: string;
}

/** The prompt that is about to be sent and paid for, to be read, changed and confirmed. */
export function ReviewBox({ run, nodeId, prompt }: ReviewBoxProps) {
  const { runs } = useStudio();
  const paused = useRuns((state) => state.runs[run.runId]?.status === "paused");
  const [text, setText] = useState(prompt);
  const [sent, setSent] = useState(false);
  const reason = sent
    ? t("canvas.starting")
    : !paused
      ? t("canvas.reviewLater")
      : text.trim() === ""
        ? t("canvas.reviewEmpty")
        : null;
  const confirm = () => {
    setSent(true);
    void runs.confirm(run.runId, nodeId, text).finally(() => setSent(false));
  };
  return (
    <section aria-label={t("canvas.review")} className="nodrag flex h-full flex-col gap-1.5">
      <p className="text-sm leading-4 font-medium">{t("canvas.review")}</p>
      <TextArea
        label={t("canvas.reviewPrompt")}
        rows={reviewLines(prompt)}
        value={text}
        onChange={setText}
        className="nowheel"
      />
      <div className="flex items-center gap-2">
        <Button tone="gold" size="sm" reason={reason} onClick={confirm}>
          {t("canvas.continue")}
        </Button>
        <Button tone="quiet" size="sm" onClick={() => void runs.cancel(run.runId)}>
          {t("canvas.cancel")}
        </Button>
      </div>
    </section>
  );
}

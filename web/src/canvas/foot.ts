import type { ErrorBody, Problem, Warning } from "@/api/types";
import { boundWords } from "@/fields/words";
import { FOOT_HEIGHT } from "@/graph/geometry";
import { linesOf } from "@/graph/textLines";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { happened } from "@/store/errorWords";
import { isBusy, type NodeRun } from "@/store/runs";

/** What stands at the foot of a card. */
export type Foot =
  | { kind: "working"; run: NodeRun }
  | { kind: "review"; run: NodeRun; prompt: string }
  | { kind: "failed"; run: NodeRun; what: string; then: string; paidAgain: boolean }
  | { kind: "problem"; what: string }
  | { kind: "warnings"; run: NodeRun; all: readonly string[]; partly: boolean }
  | { kind: "note"; what: string };

/** The one thing that is worth saying most; null while there is nothing to say. */
export function footOf(run: NodeRun | null, problem: Problem | undefined): Foot | null {
  if (run?.review != null) return { kind: "review", run, prompt: run.review };
  if (run && isBusy(run)) return { kind: "working", run };
  if (run?.status === "failed" && run.error) return failure(run, run.error);
  if (problem) return { kind: "problem", what: served(problem.message) };
  if (run && run.warnings.length > 0) return warned(run);
  if (run?.status === "cancelled") return { kind: "note", what: t("canvas.cancelled") };
  if (run?.status === "skipped") return { kind: "note", what: t("canvas.skipped") };
  return null;
}

/** Some images came and others did not. */
const PARTIAL = "partial_failure";

/** Another model made the images. */
const STOOD_IN = "fallback_used";

/** Something was left out of the request: the least of what there is to know. */
const LEFT_OUT = "dropped_";

function warned(run: NodeRun): Foot {
  const weight = ({ code }: Warning) =>
    code === PARTIAL ? 0 : code === STOOD_IN ? 1 : code.startsWith(LEFT_OUT) ? 3 : 2;
  const sorted = run.warnings.toSorted((a, b) => weight(a) - weight(b));
  const all = sorted.map(({ message }) => served(message));
  return { kind: "warnings", run, all, partly: sorted[0]?.code === PARTIAL };
}

/** What may have been paid says what it may have cost: to send it again may cost again. */
function failure(run: NodeRun, error: ErrorBody): Foot {
  const paidAgain = error.possibleCost !== undefined;
  const then = paidAgain ? costWords(error.possibleCost ?? null) : served(error.hint ?? "");
  return { kind: "failed", run, what: happened(error), then, paidAgain };
}

function costWords(possible: number | null): string {
  return possible === null
    ? t("canvas.mayHaveCost")
    : t("canvas.mayHaveCostUpTo", { price: boundWords(possible, true) });
}

/** Warnings that are shown; the rest is told on hover. */
export const SHOWN_WARNINGS = 3;

const LINE = 16;
const MOST_LINES = 6;
const WARNING_LINES = 2;
/** Of small type, across the card. */
const LETTERS = 46;
const GAP = 6;
const BUTTON = 28;
/** What is taller than the line of work stands as far from the card's edge as all else. */
const BELOW = 6;
const REVIEW = { least: 3, most: 8, letters: 36, line: 19, padding: 12 };

/** Its height in pixels: cards are laid out before they are drawn. */
export function footHeight(foot: Foot | null): number {
  if (!foot) return 0;
  return foot.kind === "working" || foot.kind === "note" ? FOOT_HEIGHT : textHeight(foot) + BELOW;
}

function textHeight(foot: Exclude<Foot, { kind: "working" | "note" }>): number {
  switch (foot.kind) {
    case "problem":
      return lines(foot.what, MOST_LINES) * LINE;
    case "failed":
      return lines(`${foot.what} ${foot.then}`, MOST_LINES) * LINE + GAP + BUTTON;
    case "warnings":
      return foot.all
        .slice(0, SHOWN_WARNINGS)
        .reduce(
          (sum, warning) => sum + lines(warning, WARNING_LINES) * LINE,
          foot.partly ? GAP + BUTTON : 0,
        );
    case "review":
      return LINE + reviewLines(foot.prompt) * REVIEW.line + REVIEW.padding + BUTTON + 2 * GAP;
  }
}

/** Lines of the field in which a prompt is confirmed: those it has, and room to write on. */
export function reviewLines(prompt: string): number {
  const written = prompt.split("\n").reduce((sum, line) => sum + linesOf(line, REVIEW.letters), 0);
  return Math.min(REVIEW.most, Math.max(REVIEW.least, written + 1));
}

function lines(text: string, most: number): number {
  return Math.min(most, linesOf(text.trim(), LETTERS));
}

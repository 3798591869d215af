import { ApiError } from "@/api/problem";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useFilledIn } from "@/store/templateValues";

/** The code of a name that the values do not have. */
const UNKNOWN = "unknown_reference";

const WORDS = { waits: "writing.previewWaits", perItem: "writing.previewPerItem" } as const;

/** What a node's template comes to with the values of the last run, under the field that holds it. */
export function FilledIn({ text, nodeId }: { text: string; nodeId: string }) {
  const filled = useFilledIn(text, nodeId);
  if (!filled) return null;
  const { answer, missing } = filled;
  if (missing) return <p className="pt-1 text-sm text-muted">{t(WORDS[missing])}</p>;
  // What cannot be read at all is a problem of the node's, and told as one.
  if (answer.error instanceof ApiError && answer.error.code !== UNKNOWN) return null;
  if (answer.error)
    return (
      <p role="status" className="pt-1 text-sm break-words text-bad">
        {wordsOf(answer.error)}
      </p>
    );
  return (
    <figure className="pt-1 text-sm">
      <figcaption className="text-muted">{t("writing.preview")}</figcaption>
      <p
        tabIndex={0}
        className="max-h-32 overflow-y-auto border-l-2 border-line pl-2 break-words whitespace-pre-wrap"
      >
        {answer.data?.text ?? ""}
      </p>
    </figure>
  );
}

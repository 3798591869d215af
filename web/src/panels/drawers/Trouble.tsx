import type { ApiError } from "@/api/problem";
import { served } from "@/i18n/served";
import { wordsOf } from "@/store/errorWords";

/** Why the server refused what a form sent, and what to do. */
export function Trouble({ error }: { error: ApiError | null }) {
  if (!error) return null;
  return (
    <div role="alert" className="text-sm text-bad">
      <p>{wordsOf(error)}</p>
      {error.hint ? <p className="text-muted">{served(error.hint)}</p> : null}
    </div>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "@/api/problem";
import { tl } from "@/i18n/later";
import { served } from "@/i18n/served";
import { copyWords } from "@/panels/api/words";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { useWorkflowId } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { TextField } from "@/ui/TextField";

import { Deliveries } from "./Deliveries";
import { newSecret } from "./newSecret";

interface NoticeSectionProps {
  /** Who is told now; null for nobody. */
  url: string | null;
  onChanged: () => Promise<void>;
}

/** Who is told of the end of each run, the secret it is signed with, and what became of it. */
export function NoticeSection({ url, onChanged }: NoticeSectionProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const { secret, trouble, busy, keep, remove } = useNotice(onChanged);
  const wanted = (typed ?? url ?? "").trim();
  const reason = busy
    ? tl("notice.working")
    : wanted === (url ?? "")
      ? tl("notice.unchanged")
      : null;
  return (
    <section aria-label={tl("notice.title")} className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{tl("notice.title")}</h3>
      <p className="text-sm text-muted">{tl("notice.hint")}</p>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === null) void (wanted === "" ? remove() : keep(wanted));
        }}
      >
        <TextField
          label={tl("notice.address")}
          inputMode="url"
          value={typed ?? url ?? ""}
          placeholder={tl("notice.addressHint")}
          onChange={setTyped}
        />
        <Button type="submit" reason={reason}>
          {tl("notice.keep")}
        </Button>
      </form>
      {trouble ? (
        <p role="alert" className="text-sm text-bad">
          {wordsOf(trouble)}{" "}
          {trouble.hint ? <span className="text-muted">{served(trouble.hint)}</span> : null}
        </p>
      ) : null}
      {url === null ? null : (
        <>
          {secret === null ? null : (
            <CodeBlock label={tl("notice.secret")} code={secret} words={copyWords()} />
          )}
          <div className="flex gap-2">
            {secret === null ? (
              <Button
                size="sm"
                reason={busy ? tl("notice.working") : null}
                onClick={() => void keep(url)}
              >
                {tl("notice.showSecret")}
              </Button>
            ) : null}
            <Button
              size="sm"
              tone="quiet"
              reason={busy ? tl("notice.working") : null}
              tip={tl("notice.newSecretTip")}
              onClick={() => void keep(url, newSecret())}
            >
              {tl("notice.newSecret")}
            </Button>
            <Button
              size="sm"
              tone="quiet"
              reason={busy ? tl("notice.working") : null}
              onClick={() => {
                setTyped(null);
                void remove();
              }}
            >
              {tl("notice.remove")}
            </Button>
          </div>
          <Deliveries />
        </>
      )}
    </section>
  );
}

/** The secret once it has been asked for, and what can be done. */
function useNotice(onChanged: () => Promise<void>) {
  const { client, notices } = useStudio();
  const workflowId = useWorkflowId() ?? "";
  const queries = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);

  const doing = async (work: () => Promise<string | null>) => {
    setBusy(true);
    setTrouble(null);
    try {
      setSecret(await work());
      await onChanged();
      await queries.invalidateQueries({ queryKey: ["notices", workflowId] });
    } catch (error) {
      if (error instanceof ApiError) setTrouble(error);
      else notices.fail(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    secret,
    trouble,
    busy,
    keep: (url: string, next?: string) =>
      doing(async () => (await client.setNotice(workflowId, url, next)).secret),
    remove: () =>
      doing(async () => {
        await client.deleteNotice(workflowId);
        notices.say({ text: tl("notice.removed") });
        return null;
      }),
  };
}

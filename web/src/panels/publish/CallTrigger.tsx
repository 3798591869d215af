import { useState } from "react";

import type { Publication } from "@/api/types";
import { momentWords } from "@/fields/words";
import { t } from "@/i18n/t";
import { copyWords } from "@/panels/api/words";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";

interface CallTriggerProps {
  call: NonNullable<Publication["call"]>;
  busy: boolean;
  /** Gives the new secret, null where there is none. */
  onRenew: () => Promise<string | null>;
}

/** Where other programs call, and the secret they prove it with. */
export function CallTrigger({ call, busy, onRenew }: CallTriggerProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{t("publish.address")}</h3>
      <CodeBlock
        label={t("publish.address")}
        code={`POST ${call.url}`}
        copied={call.url}
        words={copyWords()}
      />
      {secret ? (
        <>
          <h3 className="text-sm font-medium">{t("publish.secret")}</h3>
          <CodeBlock label={t("publish.secret")} code={secret} words={copyWords()} />
          <p className="text-sm text-muted">{t("publish.secretOnce")}</p>
        </>
      ) : (
        <div className="flex items-center justify-between gap-3">
          <p className="text-sm text-muted">
            {call.secretMadeAt
              ? t("publish.secretKept", { when: momentWords(call.secretMadeAt) })
              : t("publish.noSecret")}
          </p>
          <Button
            size="sm"
            reason={busy ? t("publish.working") : null}
            tip={call.secretMadeAt ? t("publish.renewTip") : undefined}
            onClick={() => void onRenew().then(setSecret)}
          >
            {call.secretMadeAt ? t("publish.renew") : t("publish.makeSecret")}
          </Button>
        </div>
      )}
    </div>
  );
}

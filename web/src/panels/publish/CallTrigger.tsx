import { useState } from "react";

import type { JsonValue, Publication } from "@/api/types";
import { momentWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { copyWords } from "@/panels/api/words";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { Disclosure } from "@/ui/Disclosure";

import { signedCall } from "./signedCall";

interface CallTriggerProps {
  call: NonNullable<Publication["call"]>;
  /** What the example brings. */
  payload?: JsonValue;
  busy: boolean;
  /** Gives the new secret, null where there is none. */
  onRenew: () => Promise<string | null>;
}

/** Where other programs call, and the secret they prove it with. */
export function CallTrigger({ call, payload = {}, busy, onRenew }: CallTriggerProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{tl("publish.address")}</h3>
      <CodeBlock
        label={tl("publish.address")}
        code={`POST ${call.url}`}
        copied={call.url}
        words={copyWords()}
      />
      {secret ? (
        <>
          <h3 className="text-sm font-medium">{tl("publish.secret")}</h3>
          <CodeBlock label={tl("publish.secret")} code={secret} words={copyWords()} />
          <p className="text-sm text-muted">{tl("publish.secretOnce")}</p>
        </>
      ) : (
        <div className="flex items-center justify-between gap-3">
          <p className="text-sm text-muted">
            {call.secretMadeAt
              ? tl("publish.secretKept", { when: momentWords(call.secretMadeAt) })
              : tl("publish.noSecret")}
          </p>
          <Button
            size="sm"
            reason={busy ? tl("publish.working") : null}
            tip={call.secretMadeAt ? tl("publish.renewTip") : undefined}
            onClick={() => void onRenew().then(setSecret)}
          >
            {call.secretMadeAt ? tl("publish.renew") : tl("publish.makeSecret")}
          </Button>
        </div>
      )}
      <Disclosure title={tl("triggers.example")}>
        <div className="flex flex-col gap-2">
          <CodeBlock
            label={tl("triggers.example")}
            code={signedCall(call, payload, secret ?? "SECRET")}
            words={copyWords()}
          />
          {secret ? null : <p className="text-muted">{tl("triggers.exampleSecret")}</p>}
        </div>
      </Disclosure>
    </div>
  );
}

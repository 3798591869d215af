import { Trash2 } from "lucide-react";
import type { ApiKey } from "@/api/types";
import { momentWords, whenWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { useNow } from "@/ui/useNow";
import { useWorkflowNames } from "./useWorkflowNames";

interface KeyRowProps {
  apiKey: ApiKey;
  onRevoke: () => void;
}

/** One key: what it may do and where, what it has spent, how long it lasts. */
export function KeyRow({ apiKey, onRevoke }: KeyRowProps) {
  const now = useNow();
  const { name, hint, scopes, lastUsedAt, expiresAt } = apiKey;
  const may = scopes.map((scope) => tl(`keys.may_${scope}`)).join(", ");
  const used =
    lastUsedAt === null ? tl("keys.unused") : tl("keys.used", { when: whenWords(lastUsedAt, now) });
  return (
    <li className="flex items-start gap-2 border-b border-line py-2.5 pr-2.5 pl-4">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium">{name}</span>
          <code className="shrink-0 font-mono text-sm text-muted">…{hint}</code>
        </p>
        <p className="text-sm text-muted">
          {may} · <Where workflows={apiKey.workflows} />
        </p>
        <p className="text-sm text-muted tabular-nums">{spentWords(apiKey)}</p>
        <p className="text-sm text-muted">
          {used}
          {expiresAt === null ? null : <Ends at={expiresAt} now={now} />}
        </p>
      </div>
      <IconButton icon={Trash2} label={tl("keys.revoke", { name })} onClick={onRevoke} />
    </li>
  );
}

function Where({ workflows }: Pick<ApiKey, "workflows">) {
  const names = useWorkflowNames();
  if (workflows === null) return tl("keys.allWorkflows");
  return workflows.map((id) => names.get(id) ?? tl("keys.gone")).join(", ");
}

function Ends({ at, now }: { at: string; now: number }) {
  const over = Date.parse(at) <= now;
  return (
    <span className={cx(over && "text-bad")}>
      {" · "}
      {tl(over ? "keys.expired" : "keys.expires", { when: momentWords(at) })}
    </span>
  );
}

function spentWords({ spendLimit, spent, held }: ApiKey): string {
  const words =
    spendLimit === null
      ? tl("keys.spent", { n: spent })
      : tl("keys.spentOf", { n: spent, of: spendLimit });
  return held > 0 ? `${words} · ${tl("keys.held", { n: held })}` : words;
}

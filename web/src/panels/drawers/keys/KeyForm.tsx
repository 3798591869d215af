import { useState, type ReactNode } from "react";
import type { KeyWish } from "@/api/client";
import type { ApiKey } from "@/api/types";
import { tl } from "@/i18n/later";
import { Button } from "@/ui/Button";
import { NumberField } from "@/ui/NumberField";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { Trouble } from "../Trouble";
import { useSending } from "../useSending";
import { KeyWorkflows } from "./KeyWorkflows";

type Scope = ApiKey["scopes"][number];

const SCOPES: readonly Scope[] = ["run", "read", "edit", "admin"];
const DAYS = ["0", "30", "90", "365"] as const;
const DAY_MS = 86_400_000;

interface KeyFormProps {
  onMake: (wish: KeyWish) => Promise<void>;
  onCancel: () => void;
}

/** What a new key may do, for which workflows, how much it may spend and how long it lasts. */
export function KeyForm({ onMake, onCancel }: KeyFormProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["run"]);
  const [workflows, setWorkflows] = useState<readonly string[]>([]);
  const [limit, setLimit] = useState<number | null>(null);
  const [days, setDays] = useState<(typeof DAYS)[number]>("0");
  const { busy, trouble, send } = useSending(() =>
    onMake({
      name: name.trim(),
      scopes: [...scopes],
      workflows: workflows.length > 0 ? [...workflows] : null,
      spendLimit: limit,
      expiresAt: days === "0" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
    }),
  );
  const reason = busy
    ? tl("keys.making")
    : name.trim() === ""
      ? tl("keys.noName")
      : scopes.length === 0
        ? tl("keys.mayNothing")
        : null;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null) send();
      }}
    >
      <Named title={tl("keys.name")}>
        <TextField
          label={tl("keys.name")}
          value={name}
          maxLength={200}
          placeholder={tl("keys.nameHint")}
          onChange={setName}
        />
      </Named>
      <MayDo scopes={scopes} onChange={setScopes} />
      <Named title={tl("keys.workflows")}>
        <KeyWorkflows ids={workflows} onChange={setWorkflows} />
      </Named>
      <Named title={tl("keys.limit")}>
        <NumberField
          label={tl("keys.limit")}
          value={limit}
          integer
          min={0}
          placeholder={tl("keys.limitNone")}
          className="h-8! text-left!"
          onChange={setLimit}
        />
        <span className="text-sm text-muted">{tl("keys.limitHint")}</span>
      </Named>
      <Named title={tl("keys.ends")}>
        <Select
          label={tl("keys.ends")}
          value={days}
          choices={DAYS.map((value) => ({ value, label: tl(`keys.ends_${value}`) }))}
          onChange={(next) => setDays(DAYS.find((each) => each === next) ?? "0")}
        />
      </Named>
      <Trouble error={trouble} />
      <div className="flex gap-2">
        <Button type="submit" tone="gold" reason={reason}>
          {tl("keys.make")}
        </Button>
        <Button tone="quiet" onClick={onCancel}>
          {tl("keys.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface MayDoProps {
  scopes: readonly Scope[];
  onChange: (scopes: readonly Scope[]) => void;
}

function MayDo({ scopes, onChange }: MayDoProps) {
  return (
    <div role="group" aria-label={tl("keys.may")} className="flex flex-col gap-1.5">
      <span className="text-sm font-medium">{tl("keys.may")}</span>
      {SCOPES.map((scope) => (
        <label key={scope} className="flex items-center justify-between gap-3 text-sm">
          <span>
            {tl(`keys.may_${scope}`)}
            <span className="block text-muted">{tl(`keys.may_${scope}Hint`)}</span>
          </span>
          <Switch
            label={tl(`keys.may_${scope}Hint`)}
            checked={scopes.includes(scope)}
            onChange={(on) =>
              onChange(on ? [...scopes, scope] : scopes.filter((each) => each !== scope))
            }
          />
        </label>
      ))}
    </div>
  );
}

function Named({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-sm font-medium">
        {title}
      </span>
      {children}
    </div>
  );
}

import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { JsonValue } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { tl } from "@/i18n/later";
import { useTemplateNames } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { TextField } from "@/ui/TextField";
import { TemplateEditor } from "./TemplateEditor";

type Pair = readonly [name: string, value: JsonValue];

/** Names and values, a line each. A line without a name stays here and is not written. */
export function PairsField({ nodeId, spec, data, onChange }: ControlProps) {
  const names = useTemplateNames(nodeId);
  const kept = pairsOf(data[spec.name]);
  const [draft, setDraft] = useState<readonly Pair[] | null>(null);
  const pairs = draft && same(written(draft), kept) ? draft : kept;

  const write = (next: readonly Pair[]) => {
    setDraft(next);
    const value = written(next);
    onChange({ [spec.name]: value.length > 0 ? Object.fromEntries(value) : undefined });
  };
  const change = (index: number, pair: Pair) =>
    write(pairs.map((each, at) => (at === index ? pair : each)));
  return (
    <div role="group" aria-label={spec.title} className="flex w-full flex-col gap-1.5">
      {pairs.map(([name, value], index) => (
        <div key={index} className="flex items-start gap-1.5">
          <div className="w-2/5 min-w-0">
            <TextField
              label={tl("credentials.pairName", { n: index + 1 })}
              value={name}
              onChange={(next) => change(index, [next, value])}
            />
          </div>
          <div className="min-w-0 flex-1">
            <TemplateEditor
              label={tl("credentials.pairValue", { name: name || String(index + 1) })}
              value={typeof value === "string" ? value : JSON.stringify(value)}
              names={names}
              onChange={(next) => change(index, [name, next])}
              className="h-8"
            />
          </div>
          <IconButton
            icon={X}
            label={tl("credentials.pairRemove", { name: name || String(index + 1) })}
            onClick={() => write(pairs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        tone="soft"
        size="sm"
        icon={Plus}
        className="self-start"
        onClick={() => setDraft([...pairs, ["", ""]])}
      >
        {tl("credentials.pairAdd")}
      </Button>
    </div>
  );
}

function pairsOf(value: JsonValue | undefined): readonly Pair[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value);
}

function written(pairs: readonly Pair[]): readonly Pair[] {
  return Object.entries(Object.fromEntries(pairs.filter(([name]) => name.trim() !== "")));
}

function same(one: readonly Pair[], other: readonly Pair[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

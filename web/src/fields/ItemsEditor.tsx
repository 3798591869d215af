import { Plus, X } from "lucide-react";
import { useRef, type ClipboardEvent, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import type { JsonValue } from "@/api/types";
import { t } from "@/i18n/t";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { pastedItems } from "./listText";
import { moved } from "./reorder";
import { asText } from "./schema";

interface ItemsEditorProps {
  label: string;
  items: readonly JsonValue[];
  onChange: (items: JsonValue[]) => void;
}

/**
 * The items of a list, one field each. Enter adds one, Backspace in an empty one
 * removes it, Alt with an arrow moves it; a pasted table, JSON array or several
 * lines become items.
 */
export function ItemsEditor({ label, items, onChange }: ItemsEditorProps) {
  const holder = useRef<HTMLDivElement>(null);

  const change = (next: JsonValue[], focused: number) => {
    // Drawn at once: the next key is already for the field that it leads to.
    flushSync(() => onChange(next));
    holder.current?.querySelectorAll<HTMLInputElement>("input")[focused]?.focus();
  };
  const insert = (index: number, item: JsonValue) =>
    change([...items.slice(0, index), item, ...items.slice(index)], index);
  const remove = (index: number) =>
    change(
      items.filter((_, at) => at !== index),
      Math.max(0, index - 1),
    );
  const move = (index: number, by: number) => {
    const next = moved(items, index, index + by);
    if (next === items) return;
    change([...next], index + by);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>, index: number) => {
    if (event.key === "Enter") insert(index + 1, "");
    else if (event.key === "Backspace" && event.currentTarget.value === "") remove(index);
    else if (event.altKey && event.key === "ArrowUp") move(index, -1);
    else if (event.altKey && event.key === "ArrowDown") move(index, 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>, index: number) => {
    const pasted = pastedItems(event.clipboardData.getData("text/plain"));
    if (pasted.length < 2) return;
    event.preventDefault();
    const rest = event.currentTarget.value === "" ? index + 1 : index;
    onChange([...items.slice(0, index), ...pasted, ...items.slice(rest)]);
  };
  return (
    <div ref={holder} role="group" aria-label={label} className="flex w-full flex-col gap-1">
      {items.map((item, index) => (
        <div
          key={index}
          className="group flex items-center rounded-sm bg-raised focus-within:outline-2 focus-within:outline-gold-text"
        >
          <span aria-hidden className="w-7 shrink-0 text-center text-xs text-muted">
            {index + 1}
          </span>
          <input
            aria-label={t("fields.item", { n: index + 1 })}
            value={asText(item)}
            onChange={(event) =>
              onChange(items.map((each, at) => (at === index ? event.target.value : each)))
            }
            onKeyDown={(event) => onKeyDown(event, index)}
            onPaste={(event) => onPaste(event, index)}
            className="h-7 min-w-0 flex-1 bg-transparent outline-none"
          />
          <IconButton
            icon={X}
            size="sm"
            label={t("fields.removeItem", { n: index + 1 })}
            onClick={() => remove(index)}
            className="mr-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
          />
        </div>
      ))}
      <Button
        tone="soft"
        size="sm"
        icon={Plus}
        onClick={() => insert(items.length, "")}
        className="mt-1 self-start"
      >
        {t("fields.addItem")}
      </Button>
    </div>
  );
}

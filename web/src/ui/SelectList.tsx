import { useEffect, useRef, useState } from "react";
import { ChoiceRow, type Choice } from "./ChoiceRow";
import { SearchField } from "./SearchField";
import { useListbox } from "./useListbox";

export interface SelectWords {
  search: string;
  /** Said when the search finds nothing. */
  nothing: string;
  /** A row for what was typed itself, where that can be taken. */
  asTyped?: (query: string) => Choice | null;
}

export interface SelectListProps {
  label: string;
  choices: readonly Choice[];
  value: string | null;
  search?: SelectWords | undefined;
  onPick: (value: string) => void;
}

export function SelectList({ label, choices, value, search, onPick }: SelectListProps) {
  const [query, setQuery] = useState("");
  const holder = useRef<HTMLDivElement>(null);
  const rows = rowsFor(query, choices, search);
  const list = useListbox({
    rows,
    start: Math.max(
      0,
      rows.findIndex((row) => row.value === value),
    ),
    typeahead: !search,
    onPick: (index) => {
      const row = rows[index];
      if (row && !row.reason) onPick(row.value);
    },
  });

  useEffect(() => {
    holder.current?.querySelector<HTMLElement>("input, [role=listbox]")?.focus();
  }, []);

  const onSearch = (text: string) => {
    // A search leaves fewer rows; the field that is typed into must not move for that.
    if (holder.current) holder.current.style.minHeight = `${holder.current.offsetHeight}px`;
    setQuery(text);
    list.setActive(0);
  };

  const activeId = rows.length > 0 ? list.optionId(list.active) : undefined;
  return (
    <div ref={holder} onKeyDown={list.onKeyDown} className="flex min-h-0 flex-col">
      {search ? (
        <SearchField
          label={search.search}
          value={query}
          onChange={onSearch}
          role="combobox"
          aria-expanded
          aria-controls={list.listId}
          aria-activedescendant={activeId}
          className="m-1.5 mb-0"
        />
      ) : null}
      <div
        id={list.listId}
        role="listbox"
        aria-label={label}
        tabIndex={search ? -1 : 0}
        aria-activedescendant={search ? undefined : activeId}
        className="nowheel max-h-100 min-h-0 overflow-y-auto p-1.5 outline-none"
      >
        {rows.map((choice, index) => (
          <div key={choice.value} role="presentation">
            {choice.group && choice.group !== rows[index - 1]?.group ? (
              <div role="presentation" className="px-2 pt-2 pb-1 text-sm text-muted">
                {choice.group}
              </div>
            ) : null}
            <ChoiceRow
              id={list.optionId(index)}
              choice={choice}
              chosen={choice.value === value}
              active={index === list.active}
              onPoint={() => list.setActive(index)}
              onPick={() => {
                if (!choice.reason) onPick(choice.value);
              }}
            />
          </div>
        ))}
        {rows.length === 0 ? <p className="px-2 py-3 text-muted">{search?.nothing}</p> : null}
      </div>
    </div>
  );
}

function rowsFor(
  query: string,
  choices: readonly Choice[],
  search: SelectWords | undefined,
): readonly Choice[] {
  const found = choices.filter((choice) => matches(choice, query));
  const typed = query.trim();
  const known = choices.some((choice) => choice.value === typed);
  const own = known || typed === "" ? null : search?.asTyped?.(typed);
  return own ? [...found, own] : found;
}

function matches(choice: Choice, query: string): boolean {
  const text = [choice.label, choice.description, choice.group, choice.keywords, choice.value]
    .join(" ")
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import type { TemplateName } from "@/graph/template";
import { useNamesWithValues, useTemplateFilters } from "@/store/templateOffers";
import { cx } from "@/ui/cx";
import { useListbox } from "@/ui/useListbox";
import { CompletionList } from "./CompletionList";
import { filterOffers, nameOffers } from "./offers";
import { letterBox, TemplateMirror } from "./TemplateMirror";
import { complete, typedFilter, typedName } from "./templateText";

export interface TemplateEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What may stand between the braces. */
  names: readonly TemplateName[];
  placeholder?: string | undefined;
  /** Small blocks at the head of the text: what is wired in before it. */
  lead?: ReactNode;
  /** The same in words, for those who do not see them. */
  leadWords?: string | undefined;
  /** Sets the height. */
  className?: string;
}

const TEXT = "w-full px-2.5 py-1.5 text-base break-words whitespace-pre-wrap indent-(--lead)";

/** A text with `{{ names }}`: tinted where they resolve, underlined where not, completed while typed. */
export function TemplateEditor(props: TemplateEditorProps) {
  const { label, value, onChange, names, lead } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const nextCaret = useRef<number | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [leadRef, leadWidth] = useLeadWidth();
  const withValues = useNamesWithValues();
  const filters = useTemplateFilters(asking?.what === "filter");
  const offered = !asking
    ? []
    : asking.what === "filter"
      ? filterOffers(filters, asking.typed)
      : nameOffers(withValues(names), asking.typed);

  const pick = (name: string) => {
    if (!asking) return;
    const next = complete(value, asking.caret, name);
    nextCaret.current = next.caret;
    setAsking(null);
    onChange(next.text);
  };
  const list = useListbox({
    rows: offered.map(({ label }) => ({ value: label, label })),
    start: 0,
    typeahead: false,
    onPick: (index) => pick(offered[index]?.insert ?? ""),
  });

  useLayoutEffect(() => {
    if (nextCaret.current === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  }, [value]);

  const ask = (field: HTMLTextAreaElement) => {
    const caret = field.selectionStart;
    if (caret !== field.selectionEnd) return setAsking(null);
    const name = typedName(field.value, caret);
    const filter = name ? null : typedFilter(field.value, caret);
    if (name) setAsking({ what: "name", caret, typed: name.typed });
    else setAsking(filter && { what: "filter", caret, typed: filter.typed });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (offered.length === 0) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      setAsking(null);
    } else if (event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      pick(offered[list.active]?.insert ?? "");
    } else if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) {
      list.onKeyDown(event);
    }
  };
  return (
    <div
      className={cx("relative overflow-hidden rounded-sm bg-raised", props.className)}
      style={{ "--lead": `${leadWidth}px` } as CSSProperties}
    >
      {lead ? (
        <div
          ref={leadRef}
          className="pointer-events-none absolute top-1.5 left-2.5 z-1 flex max-w-2/3 gap-1"
        >
          {lead}
        </div>
      ) : null}
      <div
        ref={mirror}
        aria-hidden
        className={cx(
          TEXT,
          "pointer-events-none absolute inset-0 overflow-hidden text-transparent",
        )}
      >
        <TemplateMirror text={value} names={names} />
      </div>
      <textarea
        ref={area}
        aria-label={label}
        aria-description={props.leadWords || undefined}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? list.listId : undefined}
        aria-activedescendant={offered.length > 0 ? list.optionId(list.active) : undefined}
        placeholder={lead ? undefined : props.placeholder}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          ask(event.target);
          list.setActive(0);
        }}
        onSelect={(event) => ask(event.currentTarget)}
        onBlur={() => setAsking(null)}
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onKeyDown={onKeyDown}
        className={cx(
          TEXT,
          "nodrag nowheel relative block size-full resize-none rounded-sm bg-transparent",
        )}
      />
      {asking && offered.length > 0 ? (
        <CompletionList
          offers={offered}
          list={list}
          anchor={() =>
            mirror.current && letterBox(mirror.current, asking.caret - asking.typed.length)
          }
          onPick={pick}
        />
      ) : null}
    </div>
  );
}

/** A name or a filter being typed: where the caret is and what stands before it. */
interface Asking {
  what: "name" | "filter";
  caret: number;
  typed: string;
}

const LEAD_GAP = 6;

/** Width of the blocks at the head: the first line begins after them. */
function useLeadWidth() {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.offsetWidth + LEAD_GAP));
    observer.observe(element);
    return () => {
      observer.disconnect();
      setWidth(0);
    };
  }, []);
  return [ref, width] as const;
}

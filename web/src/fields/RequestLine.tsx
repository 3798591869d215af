import type { NodeRecord, NodeType } from "@/api/types";
import { fieldSpecs } from "@/graph/fieldSpec";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { readFields, writeFields, type RequestField } from "./requestFields";
import { asText } from "./schema";

interface RequestLineProps {
  node: NodeRecord;
  type: NodeType;
  /** The name of the field. */
  name: string;
}

/** Types whose value can be typed in one line. */
const TYPED = ["text", "number", "boolean"];

/** One field of a request on the card: its name, and the value it has when the caller gives none. */
export function RequestLine({ node, type, name }: RequestLineProps) {
  const { editor } = useStudio();
  const key = fieldSpecs(type).find((spec) => spec.control === "fields")?.name;
  const fields = key === undefined ? [] : readFields(node.data[key]);
  const field = fields.find((each) => each.name === name);
  if (key === undefined || !field) return null;

  const write = (text: string) => {
    const next = fields.map((each) => (each === field ? withDefault(each, text) : each));
    editor.setData(node.id, { [key]: writeFields(next) });
  };
  return (
    <label className="flex h-6 items-center gap-2 rounded-sm bg-raised px-2 focus-within:outline-2 focus-within:outline-gold-text">
      <span className="max-w-24 shrink-0 truncate text-muted" title={field.description}>
        {name}
      </span>
      {TYPED.includes(field.type) ? (
        <input
          aria-label={t("fields.defaultOf", { name })}
          autoComplete="off"
          value={asText(field.default)}
          placeholder={served(field.type)}
          onChange={(event) => write(event.target.value)}
          onBlur={() => editor.settle()}
          className="nodrag min-w-0 flex-1 bg-transparent outline-none"
        />
      ) : (
        <span className="flex-1 text-right text-sm text-muted">{served(field.type)}</span>
      )}
    </label>
  );
}

function withDefault(field: RequestField, text: string): RequestField {
  const { default: _before, ...rest } = field;
  return text === "" ? rest : { ...rest, default: asTyped(field.type, text) };
}

/** A typed text as a value of the field's type, or as the text it is while it is not one yet. */
function asTyped(type: string, text: string): RequestField["default"] {
  const number = Number(text.replace(",", "."));
  if (type === "number" && text.trim() !== "" && Number.isFinite(number)) return number;
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

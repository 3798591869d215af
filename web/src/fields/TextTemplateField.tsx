import type { ControlProps } from "@/graph/fieldSpec";
import { useTemplateNames } from "@/store/hooks";
import { FilledIn } from "./later";
import { TemplateEditor } from "./TemplateEditor";

/** A text in which the outputs of other nodes may stand. */
export function TextTemplateField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const names = useTemplateNames(nodeId);
  const value = data[spec.name];
  const text = typeof value === "string" ? value : "";
  const editor = (
    <TemplateEditor
      label={spec.title}
      value={text}
      names={names}
      placeholder={spec.description}
      onChange={(next) => onChange({ [spec.name]: next })}
      className={place === "card" ? "h-full" : spec.schema["x-short"] ? "h-14" : "h-28"}
    />
  );
  if (place === "card") return editor;
  return (
    <div className="flex flex-col">
      {editor}
      <FilledIn text={text} nodeId={nodeId} />
    </div>
  );
}

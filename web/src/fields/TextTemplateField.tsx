import type { ControlProps } from "@/graph/fieldSpec";
import { useTemplateNames } from "@/store/hooks";
import { TemplateEditor } from "./TemplateEditor";

/** A text in which the outputs of other nodes may stand. */
export function TextTemplateField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const names = useTemplateNames(nodeId);
  const value = data[spec.name];
  return (
    <TemplateEditor
      label={spec.title}
      value={typeof value === "string" ? value : ""}
      names={names}
      placeholder={spec.description}
      onChange={(text) => onChange({ [spec.name]: text })}
      className={place === "card" ? "h-full" : "h-28"}
    />
  );
}

import type { ControlProps } from "@/graph/fieldSpec";
import { inputPorts } from "@/graph/ports";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useCatalogue, useEditor, useTemplateNames, useWired } from "@/store/hooks";
import { Chip } from "@/ui/Chip";
import { TemplateEditor } from "./TemplateEditor";

/** The prompt: a template, after the texts that are wired in. */
export function PromptField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const { editor } = useStudio();
  const names = useTemplateNames(nodeId);
  const wired = useWired(nodeId, useTextHandle(nodeId));
  const text = data[spec.name];
  const value = typeof text === "string" ? text : "";
  const before = wired.filter((source) => !value.includes(`${source.id}.output`));
  return (
    <div className="size-full" onBlur={() => editor.settle()}>
      <TemplateEditor
        label={spec.title}
        value={value}
        onChange={(next) => onChange({ [spec.name]: next })}
        names={names}
        placeholder={spec.description}
        lead={
          before.length > 0
            ? before.map((source) => (
                <Chip key={source.id} color="var(--type-text)">
                  {source.title}
                </Chip>
              ))
            : undefined
        }
        leadWords={before.map((source) => t("fields.wiredText", { title: source.title })).join(" ")}
        className={place === "card" ? "h-full" : "h-28"}
      />
    </div>
  );
}

/** The socket through which texts reach the prompt: the first that takes text. */
function useTextHandle(nodeId: string): string {
  const catalogue = useCatalogue();
  return useEditor(({ doc }) => {
    const node = doc.nodes.byId[nodeId];
    const ports = node ? inputPorts(doc, catalogue, node) : [];
    return ports.find((port) => port.type === "text")?.name ?? "";
  });
}

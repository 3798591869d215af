import type { Model } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { inputPorts } from "@/graph/ports";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import {
  useCatalogue,
  useEditor,
  useModelOf,
  usePromptMode,
  useTemplateNames,
  useWired,
} from "@/store/hooks";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { Tooltip } from "@/ui/Tooltip";
import { FilledIn } from "./later";
import { TemplateEditor } from "./TemplateEditor";

/** The prompt: a template, after the texts that are wired in; where a text model writes it, what that is told. */
export function PromptField(props: ControlProps) {
  const model = useModelOf(props.nodeId);
  return model?.takesPrompt === false ? (
    <NoPrompt {...props} model={model} />
  ) : (
    <WritablePrompt {...props} />
  );
}

function WritablePrompt({ nodeId, spec, place, data, onChange }: ControlProps) {
  const { editor } = useStudio();
  const names = useTemplateNames(nodeId);
  const wired = useWired(nodeId, useTextHandle(nodeId));
  const mode = usePromptMode(nodeId);
  const text = data[spec.name];
  const value = typeof text === "string" ? text : "";
  const before = wired.filter((source) => !value.includes(`${source.id}.output`));
  const chips = [
    ...(place === "card" && mode.written
      ? [{ id: mode.title, title: mode.title, color: MODE }]
      : []),
    ...before.map((source) => ({ ...source, color: TEXT })),
  ];
  return (
    <div className="size-full" onBlur={() => editor.settle()}>
      <TemplateEditor
        label={spec.title}
        value={value}
        onChange={(next) => onChange({ [spec.name]: next })}
        names={names}
        placeholder={mode.written ? mode.description : spec.description}
        lead={
          chips.length > 0
            ? chips.map(({ id, title, color }) => (
                <Chip key={id} color={color}>
                  {title}
                </Chip>
              ))
            : undefined
        }
        leadWords={before.map((source) => t("fields.wiredText", { title: source.title })).join(" ")}
        className={place === "card" ? "h-full" : "h-28"}
      />
      {place === "panel" ? <FilledIn text={value} nodeId={nodeId} /> : null}
    </div>
  );
}

const TEXT = "var(--type-text)";
const MODE = "var(--muted)";

/** Says that the model takes none; what was written stays for the next model. */
function NoPrompt({ spec, place, data, model }: ControlProps & { model: Model }) {
  const text = data[spec.name];
  const reason = t("fields.takesNoPrompt", { model: model.title });
  return (
    <Tooltip content={reason}>
      <textarea
        readOnly
        aria-disabled
        aria-label={spec.title}
        aria-description={reason}
        placeholder={reason}
        value={typeof text === "string" ? text : ""}
        className={cx(
          "nodrag nowheel block w-full resize-none rounded-sm bg-raised px-2.5 py-1.5 text-base text-muted opacity-60",
          place === "card" ? "h-full" : "h-16",
        )}
      />
    </Tooltip>
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

import { Plus } from "lucide-react";
import type { JsonValue } from "@/api/types";
import { edgesInto } from "@/graph/document";
import type { ControlProps } from "@/graph/fieldSpec";
import { t } from "@/i18n/t";
import { useEditor, useTemplateNames } from "@/store/hooks";
import { useSame } from "@/store/useSame";
import { Button } from "@/ui/Button";
import { NamedCard } from "./NamedCard";
import { freeName } from "./requestFields";
import { TemplateEditor } from "./TemplateEditor";

interface Output {
  name: string;
  value: string;
}

/** Named outputs that are written as templates, beside those that are wired in. */
export function OutputsField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const names = useTemplateNames(nodeId);
  const wired = useEditor(
    useSame(({ doc }) => edgesInto(doc, nodeId).map((edge) => edge.targetHandle)),
  );
  const outputs = readOutputs(data[spec.name]);
  const taken = ["runId", ...wired, ...outputs.map((output) => output.name)];

  const write = (next: Output[]) =>
    onChange({
      [spec.name]: next.length > 0 ? next.map(({ name, value }) => ({ name, value })) : undefined,
    });
  const change = (index: number, output: Output) =>
    write(outputs.map((each, at) => (at === index ? output : each)));
  if (place === "card") {
    return (
      <p className="flex h-8 w-full items-center truncate text-muted">
        {outputs.map((output) => output.name).join(", ")}
      </p>
    );
  }
  return (
    <div className="flex w-full flex-col gap-2">
      {wired.map((name) => (
        <p key={name} className="flex items-center justify-between gap-2">
          <span className="truncate font-medium">{name}</span>
          <span className="text-sm text-muted">{t("fields.byWire")}</span>
        </p>
      ))}
      {outputs.map((output, index) => (
        <NamedCard
          key={index}
          name={output.name}
          taken={taken.filter((name) => name !== output.name)}
          onRename={(name) => change(index, { ...output, name })}
          onRemove={() => write(outputs.filter((_, at) => at !== index))}
        >
          <TemplateEditor
            label={t("fields.valueOf", { name: output.name })}
            value={output.value}
            names={names}
            placeholder={t("fields.hintTemplate")}
            onChange={(value) => change(index, { ...output, value })}
            className="h-16"
          />
        </NamedCard>
      ))}
      <Button
        tone="soft"
        size="sm"
        icon={Plus}
        onClick={() => write([...outputs, { name: freeName("output", taken), value: "" }])}
        className="self-start"
      >
        {t("fields.addOutput")}
      </Button>
    </div>
  );
}

function readOutputs(value: JsonValue | undefined): Output[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    if (entry === null || typeof entry !== "object" || Array.isArray(entry)) return [];
    const { name, value: template } = entry;
    return [
      {
        name: typeof name === "string" ? name : "",
        value: typeof template === "string" ? template : "",
      },
    ];
  });
}

import type { ControlProps } from "@/graph/fieldSpec";
import { useNode, useNodeType } from "@/store/hooks";
import { TextField } from "@/ui/TextField";
import { CronTimes } from "./later";
import { asText } from "./schema";

/** Times that come again, as in cron; the panel says what they are. */
export function CronField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const schema = useNodeType(useNode(nodeId)?.type ?? "")?.dataSchema;
  const zone = spec.schema["x-zone"] ?? "";
  const cron = asText(data[spec.name] ?? spec.default);
  const field = (
    <TextField
      label={spec.title}
      value={cron}
      maxLength={spec.schema.maxLength}
      placeholder={asText(spec.default)}
      className="font-mono"
      onChange={(text) => onChange({ [spec.name]: text })}
    />
  );
  if (place === "card") return field;
  return (
    <div className="flex flex-col gap-2">
      {field}
      <CronTimes cron={cron} timeZone={asText(data[zone] ?? schema?.properties?.[zone]?.default)} />
    </div>
  );
}

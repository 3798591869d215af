import type { ControlProps } from "@/graph/fieldSpec";
import { RequestFieldsEditor } from "./RequestFieldsEditor";
import { readFields, writeFields } from "./requestFields";

/** Everything about the fields of a request. On the card each has a line beside its handle. */
export function RequestFieldsField({ nodeId, spec, data, onChange }: ControlProps) {
  return (
    <RequestFieldsEditor
      nodeId={nodeId}
      dataKey={spec.name}
      fields={readFields(data[spec.name])}
      onChange={(fields) => onChange({ [spec.name]: writeFields(fields) })}
    />
  );
}

import type { ControlProps } from "@/graph/fieldSpec";
import { RequestCardRows } from "./RequestCardRows";
import { RequestFieldsEditor } from "./RequestFieldsEditor";
import { readFields, writeFields, type RequestField } from "./requestFields";

/** The fields of a request: on the card their values, in the panel everything about them. */
export function RequestFieldsField({ nodeId, spec, place, data, onChange }: ControlProps) {
  const fields = readFields(data[spec.name]);
  const write = (next: RequestField[]) => onChange({ [spec.name]: writeFields(next) });
  if (place === "card") return <RequestCardRows fields={fields} onChange={write} />;
  return <RequestFieldsEditor nodeId={nodeId} dataKey={spec.name} fields={fields} onChange={write} />;
}

import type { JsonValue } from "@/api/types";
import type { ControlProps } from "@/graph/fieldSpec";
import { ItemsEditor } from "./ItemsEditor";
import { ItemsLines } from "./ItemsLines";

/** The items of a list: on the card as lines, in the panel one by one. */
export function ItemsField({ spec, place, data, onChange }: ControlProps) {
  const value = data[spec.name];
  const items = Array.isArray(value) ? value : [];
  const write = (next: JsonValue[]) => onChange({ [spec.name]: next });
  const Editor = place === "card" ? ItemsLines : ItemsEditor;
  return <Editor label={spec.title} items={items} onChange={write} />;
}

import type {
  Choice,
  ControlKind,
  JsonValue,
  NodeData,
  NodeType,
  PropertySchema,
} from "@/api/types";

/** How one property of a node's data is edited: its schema, read once. */
export interface FieldSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly control: ControlKind;
  /** Row on the card; equal numbers share one. */
  readonly row: number;
  readonly onCard: boolean;
  readonly inPanel: boolean;
  /** A Liquid template may be typed. */
  readonly template: boolean;
  readonly choices: readonly Choice[];
  readonly default: JsonValue | undefined;
  readonly schema: PropertySchema;
}

export type DataChanges = Readonly<Record<string, JsonValue | undefined>>;

/** What a field gets: the node's data, and one way to change it (several keys at once, `undefined` removes). */
export interface ControlProps {
  nodeId: string;
  spec: FieldSpec;
  place: "card" | "panel";
  data: Readonly<NodeData>;
  onChange: (changes: DataChanges) => void;
}

const known = new WeakMap<NodeType, readonly FieldSpec[]>();

/** The fields of a node type in the order of its schema. */
export function fieldSpecs(type: NodeType): readonly FieldSpec[] {
  const cached = known.get(type);
  if (cached) return cached;
  const specs = Object.entries(type.dataSchema.properties ?? {}).map(([name, schema]) =>
    spec(name, schema),
  );
  known.set(type, specs);
  return specs;
}

/** Whether a field has a meaning beside what the others are set to. */
export function isWanted(type: NodeType, field: FieldSpec, data: Readonly<NodeData>): boolean {
  const { "x-when": when, "x-unless": unless } = field.schema;
  if (when !== undefined && !hasValue(data[when])) return false;
  if (unless !== undefined && hasValue(data[unless])) return false;
  return Object.entries(field.schema["x-only"] ?? {}).every(([name, values]) => {
    const value = data[name] ?? fieldSpecs(type).find((each) => each.name === name)?.default;
    return values.some((each) => each === value);
  });
}

function hasValue(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** The fields on the card, row by row. */
export function cardRows(type: NodeType, data: Readonly<NodeData>): FieldSpec[][] {
  const rows = new Map<number, FieldSpec[]>();
  for (const field of fieldSpecs(type)) {
    if (!field.onCard || !isWanted(type, field, data)) continue;
    rows.set(field.row, [...(rows.get(field.row) ?? []), field]);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, fields]) => fields);
}

/** A node's data without the picture it holds: what decides how the next one is made. */
export function settingsOf(type: NodeType, data: NodeData): NodeData {
  const held = fieldSpecs(type).find((field) => field.control === "asset")?.name;
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== held));
}

function spec(name: string, schema: PropertySchema): FieldSpec {
  const control = schema["x-control"] ?? "text";
  const place = control === "hidden" ? "none" : (schema["x-place"] ?? "panel");
  return {
    name,
    title: schema.title ?? name,
    description: schema.description ?? "",
    control,
    row: schema["x-row"] ?? 0,
    onCard: place === "card" || place === "both",
    inPanel: place === "panel" || place === "both",
    template: schema["x-template"] ?? false,
    choices: schema.oneOf ?? [],
    default: schema.default,
    schema,
  };
}

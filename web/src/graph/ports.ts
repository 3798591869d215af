import type {
  EdgeRecord,
  HandleType,
  JsonValue,
  NodeInput,
  NodeRecord,
  NodeType,
  Role,
} from "@/api/types";

import { modelOf, typeOf, type Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { namedLists, namesLists } from "./namedLists";

/** A socket of a node as it stands on the canvas now. */
export interface Port {
  name: string;
  title: string;
  type: HandleType;
  side: "in" | "out";
  /** Whether several wires may end here. */
  multiple: boolean;
  takes: NodeInput["takes"];
  role: Role | null;
}

/** The name of the socket that makes a new one when a wire ends on it. */
export const NEW_PORT = "+";

interface Known {
  catalogue: Catalogue;
  wires: readonly EdgeRecord[] | null;
  ports: readonly Port[];
}

const knownInputs = new WeakMap<NodeRecord, Known>();
const knownOutputs = new WeakMap<NodeRecord, Known>();

/** The sockets at the left, in the order they stand; found once for each record and its wires. */
export function inputPorts(doc: Doc, catalogue: Catalogue, node: NodeRecord): readonly Port[] {
  const wires = edgesInto(doc, node.id);
  const known = knownInputs.get(node);
  if (known?.catalogue === catalogue && known.wires === wires) return known.ports;
  const ports = findInputs(doc, catalogue, node);
  knownInputs.set(node, { catalogue, wires, ports });
  return ports;
}

/** The sockets at the right, in the order they stand; found once for each record. */
export function outputPorts(catalogue: Catalogue, node: NodeRecord): readonly Port[] {
  const known = knownOutputs.get(node);
  if (known?.catalogue === catalogue) return known.ports;
  const ports = findOutputs(catalogue, node);
  knownOutputs.set(node, { catalogue, wires: null, ports });
  return ports;
}

function findInputs(doc: Doc, catalogue: Catalogue, node: NodeRecord): Port[] {
  const type = typeOf(catalogue, node);
  if (!type) return [];
  if (type.dynamic.inputs === "anyName") return namedPorts(doc, node, type);
  if (namesLists(type)) return listPorts(node);
  const ports = type.inputs.map(inputPort);
  if (type.dynamic.inputs !== "model") return ports;
  const model = modelOf(catalogue, node);
  if (!model) return keepWired(doc, node, ports);
  const roles = new Set(model.sockets.map((socket) => socket.role));
  return ports.filter((port) => port.role === null || roles.has(port.role));
}

function findOutputs(catalogue: Catalogue, node: NodeRecord): Port[] {
  const type = typeOf(catalogue, node);
  if (!type) return [];
  if (type.dynamic.outputs === "fields") return namedFields(node).map(outputPort);
  return type.outputs.map(outputPort);
}

export interface NamedField {
  name: string;
  title: string;
  type: HandleType;
}

/** The fields a node declares in its own data (`data.fields`), those with a name. */
export function namedFields(node: NodeRecord): NamedField[] {
  const list = node.data.fields;
  if (!Array.isArray(list)) return [];
  return list.flatMap((field) => {
    const name = property(field, "name");
    const type = property(field, "type");
    if (typeof name !== "string" || name === "") return [];
    return [{ name, title: name, type: (typeof type === "string" ? type : "text") as HandleType }];
  });
}

/** A name for the socket that a wire of this origin makes on a node that takes any name. */
export function newPortName(doc: Doc, targetId: string, source: Port): string {
  const taken = new Set([...edgesInto(doc, targetId).map((edge) => edge.targetHandle), "runId"]);
  const base = source.type === "any" ? "value" : source.type;
  if (!taken.has(base)) return base;
  for (let n = 2; ; n += 1) if (!taken.has(`${base}${n}`)) return `${base}${n}`;
}

function namedPorts(doc: Doc, node: NodeRecord, type: NodeType): Port[] {
  const names = [...new Set(edgesInto(doc, node.id).map((edge) => edge.targetHandle))];
  const template = type.inputs[0];
  const named = (name: string, title: string): Port => ({
    name,
    title,
    type: template?.type ?? "any",
    side: "in",
    multiple: false,
    takes: template?.takes ?? "any",
    role: null,
  });
  return [...names.map((name) => named(name, name)), named(NEW_PORT, NEW_PORT)];
}

function listPorts(node: NodeRecord): Port[] {
  return [...namedLists(node).map((list) => list.name), NEW_PORT].map((name) => ({
    name,
    title: name,
    type: "list",
    side: "in",
    multiple: false,
    takes: "list",
    role: null,
  }));
}

function keepWired(doc: Doc, node: NodeRecord, ports: Port[]): Port[] {
  const wired = new Set(edgesInto(doc, node.id).map((edge) => edge.targetHandle));
  return ports.filter((port) => port.role === null || wired.has(port.name));
}

function inputPort(input: NodeInput): Port {
  const { name, title, type, multiple, takes, role } = input;
  return { name, title, type, side: "in", multiple, takes, role };
}

function outputPort(output: NamedField): Port {
  const { name, title, type } = output;
  return { name, title, type, side: "out", multiple: true, takes: "any", role: null };
}

export function property(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value[key]
    : undefined;
}

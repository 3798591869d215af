import type { EdgeRecord, HandleType, JsonValue } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import { edgesFrom, edgesInto, type Doc } from "./document";
import { fieldSpecs } from "./fieldSpec";
import { namesLists } from "./namedLists";
import { inputPorts, outputPorts, type Port } from "./ports";

/** The beginning of an asset's id: a text that names an image. */
const ASSET = "ast_";

/**
 * What a list that goes in or out at a socket consists of: as the items it holds say, else what
 * comes in, else where it goes. `any` where nothing says it, or several things do.
 */
export function itemType(doc: Doc, catalogue: Catalogue, nodeId: string, port: Port): HandleType {
  const search = new Search(doc, catalogue);
  return (port.side === "in" ? search.into(nodeId, port) : search.outOf(nodeId, port)) ?? "any";
}

/** Every node is asked once: lists may be wired in a circle while they are drawn. */
class Search {
  private readonly asked = new Set<string>();

  constructor(
    private readonly doc: Doc,
    private readonly catalogue: Catalogue,
  ) {}

  into(nodeId: string, port: Port): HandleType | null {
    const wires = edgesInto(this.doc, nodeId).filter((edge) => edge.targetHandle === port.name);
    return common(wires.map((edge) => this.of(edge.source, this.sourceOf(edge))));
  }

  outOf(nodeId: string, port: Port): HandleType | null {
    const node = this.doc.nodes.byId[nodeId];
    if (!node || this.asked.has(nodeId)) return null;
    this.asked.add(nodeId);
    const type = typeOf(this.catalogue, node);
    if (type && namesLists(type)) return "any";
    const field = type && fieldSpecs(type).find((each) => each.control === "items");
    const held = common(itemsOf(field && node.data[field.name]).map(typeOfItem));
    if (held !== null) return held;
    const lists = inputPorts(this.doc, this.catalogue, node).filter(({ type }) => type === "list");
    const came = common(lists.map((input) => this.into(nodeId, input)));
    if (came !== null) return came;
    const wires = edgesFrom(this.doc, nodeId).filter((edge) => edge.sourceHandle === port.name);
    return common(wires.map((edge) => plain(this.targetOf(edge)?.type)));
  }

  private of(nodeId: string, port: Port | undefined): HandleType | null {
    return port?.type === "list" ? this.outOf(nodeId, port) : plain(port?.type);
  }

  private sourceOf(edge: EdgeRecord): Port | undefined {
    const node = this.doc.nodes.byId[edge.source];
    const ports = node ? outputPorts(this.catalogue, node) : [];
    return ports.find((port) => port.name === edge.sourceHandle);
  }

  private targetOf(edge: EdgeRecord): Port | undefined {
    const node = this.doc.nodes.byId[edge.target];
    const ports = node ? inputPorts(this.doc, this.catalogue, node) : [];
    return ports.find((port) => port.name === edge.targetHandle);
  }
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function typeOfItem(item: JsonValue): HandleType | null {
  if (typeof item === "string") return item.startsWith(ASSET) ? "image" : "text";
  if (typeof item === "number") return "number";
  return typeof item === "boolean" ? "boolean" : "any";
}

/** A type that says what one item is. */
function plain(type: HandleType | undefined): HandleType | null {
  return type === undefined || type === "any" || type === "list" ? null : type;
}

/** The one type of all that have any; `any` where they differ, null where none has one. */
function common(types: readonly (HandleType | null)[]): HandleType | null {
  const known = new Set(types.filter((type) => type !== null));
  const [first = null, ...others] = known;
  return others.length > 0 ? "any" : first;
}

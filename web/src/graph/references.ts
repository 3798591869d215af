import type { JsonValue, NodeRecord, Role } from "@/api/types";

import type { Catalogue } from "./catalogue";
import { edgesInto, type Doc } from "./document";
import { fileNode } from "./pickedFiles";
import { inputPorts } from "./ports";

/**
 * A reference image of a node: wired in, or picked in the panel, where it is a kept file or what
 * another node makes in the run.
 */
export type Reference =
  | { kind: "wire"; role: Role; edgeId: string; sourceId: string }
  | { kind: "made"; role: Role; sourceId: string; index: number }
  | { kind: "file"; role: Role; assetId: string; index: number };

/** All references of a node: wires in the order they were made, then those picked. */
export function referencesOf(doc: Doc, catalogue: Catalogue, node: NodeRecord): Reference[] {
  const roles = new Map<string, Role>();
  for (const port of inputPorts(doc, catalogue, node))
    if (port.role !== null) roles.set(port.name, port.role);
  const wires = edgesInto(doc, node.id).flatMap((edge): Reference[] => {
    const role = roles.get(edge.targetHandle);
    return role ? [{ kind: "wire", role, edgeId: edge.id, sourceId: edge.source }] : [];
  });
  return [...wires, ...fileReferences(node)];
}

function fileReferences(node: NodeRecord): Reference[] {
  const byRole = Object.entries(filesByRole(node)) as [Role, string[]][];
  return byRole.flatMap(([role, ids]) =>
    ids.map((text, index): Reference => {
      const sourceId = fileNode(text);
      return sourceId === null
        ? { kind: "file", role, assetId: text, index }
        : { kind: "made", role, sourceId, index };
    }),
  );
}

type FilesByRole = Partial<Record<Role, string[]>>;

/** `data.references` with anything left out that is not a list of ids and names of files. */
export function filesByRole(node: NodeRecord): FilesByRole {
  const source = node.data.references;
  if (typeof source !== "object" || source === null || Array.isArray(source)) return {};
  return Object.fromEntries(Object.entries(source).map(([role, ids]) => [role, textsOf(ids)]));
}

function textsOf(value: JsonValue): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

import type { HandleType, JsonValue, NodeType } from "@/api/types";

import { typeOf, type Catalogue } from "./catalogue";
import type { Doc } from "./document";
import type { TemplateName } from "./template";

/** A node whose files may be named. */
export interface FileSource {
  id: string;
  title: string;
  icon: string;
}

const FILES: readonly HandleType[] = ["image", "video", "audio", "file"];

/** The files that a field names, in order. */
export function pickedFiles(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** What names all files that a node makes in the run. */
export function filesOf(nodeId: string): string {
  return `{{ run.attachments.${nodeId} }}`;
}

/** The node whose files are named so; null for anything else. */
export function fileNode(text: string): string | null {
  return /^\{\{-?\s*run\.attachments\.([a-z][a-z0-9_]*)\s*-?\}\}$/.exec(text)?.[1] ?? null;
}

/**
 * The nodes whose files a template may name: those that give files out, and those that made some.
 * `kind` is the one kind of file that is wanted.
 */
export function fileSources(
  doc: Doc,
  catalogue: Catalogue,
  names: readonly TemplateName[],
  made: ReadonlySet<string>,
  kind: string | undefined,
): FileSource[] {
  const ids = [...new Set(names.map(({ nodeId }) => nodeId))];
  return ids.flatMap((id) => {
    const node = doc.nodes.byId[id];
    const type = node && typeOf(catalogue, node);
    if (!type || !(made.has(id) || givesFiles(type, kind))) return [];
    return [{ id, title: type.title, icon: type.icon }];
  });
}

function givesFiles(type: NodeType, kind: string | undefined): boolean {
  const wanted =
    kind === undefined ? FILES : FILES.filter((each) => each === kind || each === "file");
  return type.outputs.some((output) => wanted.includes(output.type));
}

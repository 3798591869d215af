import { createStore, type StoreApi } from "zustand/vanilla";

import type { NodeData, NodeRecord, Position, Problem } from "@/api/types";
import { typeOf, modelField, type Catalogue } from "@/graph/catalogue";
import { copyPiece, pastePatch, type Piece } from "@/graph/clipboard";
import { COMMENT_SIZE, commentsOf, type Annotation, type Tint } from "@/graph/annotations";
import { connectPatch, why, type Connection } from "@/graph/connect";
import { homeOfNew, homePatch, type Homes } from "@/graph/containers";
import { emptyDoc, type Doc } from "@/graph/document";
import { addNodePatch, dataPatch, groupPatch, movePatch, newNode, removePatch } from "@/graph/edit";
import type { DataChanges } from "@/graph/fieldSpec";
import type { NewPlace } from "@/graph/freePlace";
import { newAnnotationId } from "@/graph/ids";
import { switchModel } from "@/graph/modelSwitch";
import { aroundOf } from "@/graph/nesting";
import { apply, type Change, type Patch } from "@/graph/patch";
import { restorePatch } from "@/graph/versions";
import { t } from "@/i18n/t";

import type { Notices } from "./notices";

/** One thing that can be undone. */
interface Step {
  label: string;
  undo: Patch;
  redo: Patch;
  /** Steps in a row with the same key become one. */
  key: string | null;
}

export interface EditorState {
  doc: Doc;
  /** What the server found in the document as last saved. */
  problems: readonly Problem[];
  past: readonly Step[];
  future: readonly Step[];
  selectedNodes: readonly string[];
  selectedEdges: readonly string[];
  selectedAnnotations: readonly string[];
}

const longestPast = 200;

/** The document on the canvas and every way to change it. */
export class Editor {
  readonly store: StoreApi<EditorState>;
  private settled = true;
  private readonly awaited = new Set<string>();

  constructor(
    private readonly catalogue: () => Catalogue,
    private readonly notices: Notices,
  ) {
    this.store = createStore<EditorState>(() => ({
      doc: emptyDoc,
      problems: [],
      past: [],
      future: [],
      selectedNodes: [],
      selectedEdges: [],
      selectedAnnotations: [],
    }));
  }

  get doc(): Doc {
    return this.store.getState().doc;
  }

  /** Opens another document; there is nothing to undo then. */
  open(doc: Doc, problems: readonly Problem[]): void {
    this.settled = true;
    this.store.setState({
      doc,
      problems,
      past: [],
      future: [],
      selectedNodes: [],
      selectedEdges: [],
      selectedAnnotations: [],
    });
  }

  /** Takes over what came from elsewhere (a merge); own steps can still be undone. */
  replace(doc: Doc): void {
    this.settled = true;
    this.store.setState((state) => ({ doc, ...onlyExisting(doc, state) }));
  }

  setProblems(problems: readonly Problem[]): void {
    const known = problems.filter(({ nodeId }) => !nodeId || !this.awaited.has(nodeId));
    this.store.setState({ problems: known });
  }

  /** Says nothing against a node while what it lacks is on its way; after that, its next save tells. */
  await(nodeId: string, on: boolean): void {
    if (on) this.awaited.add(nodeId);
    this.setProblems(this.store.getState().problems);
    if (!on) this.awaited.delete(nodeId);
  }

  do(label: string, patch: Patch, coalesceKey: string | null = null): void {
    if (patch.length === 0) return;
    this.store.setState((state) => {
      const { doc, inverse } = apply(state.doc, patch);
      if (inverse.length === 0) return state;
      const step = { label, undo: inverse, redo: patch, key: coalesceKey };
      const past = this.settled ? [...state.past, step] : grow(state.past, step);
      return { doc, past: past.slice(-longestPast), future: [], ...onlyExisting(doc, state) };
    });
    this.settled = coalesceKey === null;
  }

  /** Ends a run of edits that belong together: the next one is a step of its own. */
  settle(): void {
    this.settled = true;
  }

  undo(): void {
    this.settled = true;
    const step = this.store.getState().past.at(-1);
    if (!step) return;
    this.store.setState((state) => {
      const { doc } = apply(state.doc, step.undo);
      const future = [...state.future, step];
      return { doc, past: state.past.slice(0, -1), future, ...onlyExisting(doc, state) };
    });
    this.notices.say({ text: t("store.undone", { label: step.label }) });
  }

  redo(): void {
    this.settled = true;
    const step = this.store.getState().future.at(-1);
    if (!step) return;
    this.store.setState((state) => {
      const { doc } = apply(state.doc, step.redo);
      const past = [...state.past, step];
      return { doc, past, future: state.future.slice(0, -1), ...onlyExisting(doc, state) };
    });
    this.notices.say({ text: t("store.redone", { label: step.label }) });
  }

  rename(name: string): void {
    this.do(t("store.rename"), [{ op: "setMeta", key: "name", value: name }]);
  }

  /** Adds a node and selects it; returns its id, or null where the type is not known. */
  addNode(typeName: string, { position, parentId }: NewPlace, data: NodeData = {}): string | null {
    const type = this.catalogue().types[typeName];
    if (!type) return null;
    const wanted = newNode(this.doc, type, position, data);
    const node = parentId === undefined ? this.placed(wanted) : { ...wanted, parentId };
    this.do(t("store.addNode", { title: type.title }), addNodePatch(this.doc, node));
    this.select([node.id]);
    return node.id;
  }

  /** Adds a node together with a wire to it, from `source`, or from it; as one step. */
  addWired(
    typeName: string,
    position: Position,
    wire: (nodeId: string, doc: Doc) => Connection | null,
    source?: string,
  ): string | null {
    const type = this.catalogue().types[typeName];
    if (!type) return null;
    const node = this.placed(newNode(this.doc, type, position), source);
    const adding = addNodePatch(this.doc, node);
    const after = apply(this.doc, adding).doc;
    const connection = wire(node.id, after);
    const wiring = connection ? connectPatch(after, this.catalogue(), connection) : [];
    this.do(t("store.addNode", { title: type.title }), [...adding, ...wiring]);
    this.select([node.id]);
    return node.id;
  }

  /** Changes a node's data; a new model re-makes the sockets and says which wires went. */
  setData(nodeId: string, changes: DataChanges): void {
    const node = this.doc.nodes.byId[nodeId];
    if (!node) return;
    const type = typeOf(this.catalogue(), node);
    const field = type && modelField(type);
    const model = field ? changes[field] : undefined;
    if (field && typeof model === "string") return this.setModel(nodeId, model);
    const title = type?.title ?? node.id;
    const key = `data ${nodeId} ${Object.keys(changes).sort().join(" ")}`;
    this.do(t("store.edit", { title }), dataPatch(nodeId, changes), key);
  }

  /** Sets all of a node's data as they stand, its model included; keys given as `undefined` go. */
  restoreData(nodeId: string, changes: DataChanges): void {
    this.do(t("store.restore"), dataPatch(nodeId, changes));
  }

  /** Makes the document another one, as one step that a notice offers to take back. */
  become(doc: Doc, label: string, said: string): void {
    this.settle();
    const patch = restorePatch(this.doc, doc);
    if (patch.length === 0) return this.notices.say({ text: t("running.sameAlready") });
    this.do(label, patch);
    this.sayUndoable(said);
  }

  /** `homes` are the nodes that some of them come to stand in. */
  move(
    positions: Readonly<Record<string, Position>>,
    coalesceKey: string | null = null,
    homes: Homes = new Map(),
  ): void {
    const n = Object.keys(positions).length;
    const patch = [...movePatch(this.doc, positions), ...homePatch(homes)];
    this.do(t("store.move", { n }), patch, coalesceKey);
  }

  /** Puts nodes into another node, or takes them out of all. */
  house(label: string, homes: Homes): void {
    this.settle();
    this.do(label, homePatch(homes));
  }

  /** Makes a wire, or returns why it cannot be made. */
  connect(connection: Connection): string | null {
    const reason = why(this.doc, this.catalogue(), connection);
    if (reason === null)
      this.do(t("store.connect"), connectPatch(this.doc, this.catalogue(), connection));
    return reason;
  }

  /** Takes away nodes and wires; a notice offers to bring nodes back. */
  remove(
    nodeIds: readonly string[],
    edgeIds: readonly string[] = [],
    annotationIds: readonly string[] = [],
  ): void {
    const title = this.titleOf(nodeIds[0]);
    const n = nodeIds.length;
    const label =
      n > 0
        ? t("store.remove", { n, title })
        : annotationIds.length > 0
          ? t("mechanics.removeAnnotations", { n: annotationIds.length })
          : t("store.disconnect", { n: edgeIds.length });
    this.do(label, removePatch(this.doc, nodeIds, edgeIds, annotationIds));
    if (n > 0) this.sayUndoable(t("store.removedNodes", { n, title }));
  }

  /** Puts several things elsewhere in one step of its own. */
  arrange(label: string, positions: Readonly<Record<string, Position>>): void {
    this.settle();
    this.do(label, movePatch(this.doc, positions));
  }

  /** Adds an empty comment and selects it; returns its id. */
  addComment(position: Position): string {
    const id = newAnnotationId("comment");
    const { width, height } = COMMENT_SIZE;
    const annotation: Annotation = {
      ...{ kind: "comment", id, text: "", color: "sand", position, width, height },
    };
    const at = this.doc.annotations.order.length;
    this.do(t("mechanics.addComment"), [{ op: "addAnnotation", annotation, at }]);
    this.select([], [], [id]);
    return id;
  }

  /** Frames nodes and comments and selects the frame; returns its id. */
  group(members: readonly string[]): string {
    const id = newAnnotationId("group");
    this.do(t("mechanics.group"), groupPatch(this.doc, id, members));
    this.select([], [], [id]);
    return id;
  }

  /** Takes frames away and selects what was in them. */
  ungroup(ids: readonly string[]): void {
    const members = ids.flatMap((id) => {
      const group = this.doc.annotations.byId[id];
      return group?.kind === "group" ? group.members : [];
    });
    this.do(t("mechanics.ungroup"), removePatch(this.doc, [], [], ids));
    const { nodes, annotations } = this.doc;
    this.select(keep(members, nodes.byId), [], keep(members, annotations.byId));
  }

  /** Changes a comment or a group. */
  annotate(id: string, changes: Readonly<Record<string, unknown>>): void {
    const patch = Object.entries(changes).map(([key, value]): Change => ({
      op: "setAnnotation",
      id,
      path: [key],
      value,
    }));
    const kind = this.doc.annotations.byId[id]?.kind ?? "comment";
    const key = `annotation ${id} ${Object.keys(changes).sort().join(" ")}`;
    this.do(t(kind === "group" ? "mechanics.editGroup" : "mechanics.editComment"), patch, key);
  }

  /** Gives comments and groups another color. */
  tint(ids: readonly string[], color: Tint): void {
    this.do(
      t("mechanics.color"),
      ids.map((id): Change => ({ op: "setAnnotation", id, path: ["color"], value: color })),
    );
  }

  copy(nodeIds: readonly string[], annotationIds: readonly string[] = []): Piece {
    return copyPiece(this.doc, nodeIds, annotationIds);
  }

  paste(piece: Piece, place?: Position, label = t("store.paste")): void {
    const { patch, nodeIds, annotationIds } = pastePatch(this.doc, piece, place);
    this.do(label, patch);
    this.select(nodeIds, [], annotationIds);
  }

  duplicate(nodeIds: readonly string[], annotationIds: readonly string[] = []): void {
    if (nodeIds.length + annotationIds.length === 0) return;
    this.paste(this.copy(nodeIds, annotationIds), undefined, t("store.duplicate"));
  }

  select(
    nodeIds: readonly string[],
    edgeIds: readonly string[] = [],
    annotationIds: readonly string[] = [],
  ): void {
    this.store.setState({
      selectedNodes: nodeIds,
      selectedEdges: edgeIds,
      selectedAnnotations: annotationIds,
    });
  }

  selectAll(): void {
    this.select(
      this.doc.nodes.order,
      [],
      commentsOf(this.doc.annotations).map((comment) => comment.id),
    );
  }

  /**
   * A new node as it would stand in the document: inside the node in whose frame it lies, or in
   * the one that its source stands in, out of which no wire leads.
   */
  placed(node: NodeRecord, source?: string): NodeRecord {
    if (typeOf(this.catalogue(), node)?.oncePerRun) return node;
    const around = source === undefined ? [] : aroundOf(this.doc.nodes, source);
    const parentId = homeOfNew(this.doc, this.catalogue(), node) ?? around[0];
    return parentId === undefined ? node : { ...node, parentId };
  }

  private setModel(nodeId: string, modelId: string): void {
    const title = this.titleOf(nodeId);
    const { patch, lost } = switchModel(this.doc, this.catalogue(), nodeId, modelId);
    this.do(t("store.edit", { title }), patch);
    const model = this.catalogue().models[modelId]?.title ?? modelId;
    if (lost > 0) this.sayUndoable(t("store.wiresGone", { n: lost, title: model }));
  }

  private sayUndoable(text: string): void {
    const step = this.store.getState().past.at(-1);
    const run = () => {
      if (this.store.getState().past.at(-1) === step) this.undo();
      else if (step) this.do(t("store.undo"), step.undo);
    };
    this.notices.say({ text, action: { label: t("store.undo"), run } });
  }

  private titleOf(nodeId: string | undefined): string {
    const node = nodeId === undefined ? undefined : this.doc.nodes.byId[nodeId];
    return (node && typeOf(this.catalogue(), node)?.title) ?? nodeId ?? "";
  }
}

function grow(past: readonly Step[], step: Step): Step[] {
  const last = past.at(-1);
  if (!last || step.key === null || last.key !== step.key) return [...past, step];
  const known = new Set(last.undo.map(target));
  const undo = [...step.undo.filter((change) => !known.has(target(change))), ...last.undo];
  const fresh = new Set(step.redo.map(target));
  const redo = [...last.redo.filter((change) => !fresh.has(target(change))), ...step.redo];
  return [...past.slice(0, -1), { ...step, undo, redo }];
}

/** What a change sets, so that of many to one place the first undo and the last redo are kept. */
function target(change: Change): string {
  if (change.op === "setNode" || change.op === "setEdge" || change.op === "setAnnotation")
    return [change.id, ...change.path].join(" ");
  return JSON.stringify(change);
}

function onlyExisting(
  doc: Doc,
  state: EditorState,
): Pick<EditorState, "selectedNodes" | "selectedEdges" | "selectedAnnotations"> {
  return {
    selectedNodes: keep(state.selectedNodes, doc.nodes.byId),
    selectedEdges: keep(state.selectedEdges, doc.edges.byId),
    selectedAnnotations: keep(state.selectedAnnotations, doc.annotations.byId),
  };
}

function keep(ids: readonly string[], table: Readonly<Record<string, unknown>>): readonly string[] {
  return ids.every((id) => id in table) ? ids : ids.filter((id) => id in table);
}

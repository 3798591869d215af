import { useCallback, useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";

import type { Model, NodeRecord, NodeType, Problem, Role, TextModels } from "@/api/types";
import { heldAsset, modelIdOf, suitsType, typeOf, type Catalogue } from "@/graph/catalogue";
import { edgesInto, type Doc } from "@/graph/document";
import { fieldSpecs } from "@/graph/fieldSpec";
import { fansOut } from "@/graph/lists";
import { isWritten, promptModeOf } from "@/graph/promptMode";
import { referencesOf, type Reference } from "@/graph/references";
import { templateNames, type TemplateName } from "@/graph/template";
import { t } from "@/i18n/t";

import { useStudio } from "./context";
import type { EditorState } from "./editor";
import { shownIndex, type NodeHistory } from "./history";
import type { LanguageState } from "./language";
import { runBlock } from "./runBlock";
import { isActive, type LiveRun, type NodeRun, type RunsState } from "./runs";
import type { LibraryFilter } from "./libraryFilter";
import type { SavingState } from "./saving";
import type { ThemeState } from "./theme";
import { useSame } from "./useSame";
import type { ViewState } from "./view";

export function useEditor<Value>(select: (state: EditorState) => Value): Value {
  return useStore(useStudio().editor.store, select);
}

/** Like `useEditor`, for values that are made anew each time: renders only when they say something else. */
export function useEditorMade<Value>(select: (doc: Doc, catalogue: Catalogue) => Value): Value {
  const catalogue = useCatalogue();
  const { editor } = useStudio();
  return useStore(
    editor.store,
    useSame((state: EditorState) => select(state.doc, catalogue)),
  );
}

export function useCatalogue(): Catalogue {
  return useStore(useStudio().catalogue.store, (state) => state.catalogue);
}

export function useNodeTypes(): readonly NodeType[] {
  return useStore(useStudio().catalogue.store, (state) => state.types);
}

export function useNodeType(type: string): NodeType | null {
  return useStore(useStudio().catalogue.store, (state) => state.catalogue.types[type] ?? null);
}

export function useModels(): readonly Model[] {
  return useStore(useStudio().catalogue.store, (state) => state.models);
}

export function useSaving<Value>(select: (state: SavingState) => Value): Value {
  return useStore(useStudio().saving.store, select);
}

export function useView<Value>(select: (state: ViewState) => Value): Value {
  return useStore(useStudio().view.store, select);
}

export function useTheme(): ThemeState {
  return useStore(useStudio().theme.store);
}

/** Says that a part of the page could not be fetched. */
export function useNotLoaded(): () => void {
  const { notices } = useStudio();
  return useCallback(() => notices.say({ text: t("panels.notLoaded"), bad: true }), [notices]);
}

export function useAlertsOn(): boolean {
  return useStore(useStudio().alerts.store, (state) => state.on);
}

export function useLanguage(): LanguageState {
  return useStore(useStudio().language.store);
}

export function useRuns<Value>(select: (state: RunsState) => Value): Value {
  return useStore(useStudio().runs.store, select);
}

export function useLibraryFilter(): LibraryFilter {
  return useView((state) => state.filter);
}

/** Keys of what waits to be deleted and is out of sight. */
export function useHidden(): ReadonlySet<string> {
  return useStore(useStudio().removals.store, (state) => state.hidden);
}

export function useWorkflowId(): string | null {
  return useSaving((state) => state.workflowId);
}

export function useDocName(): string {
  return useEditor((state) => state.doc.meta.name);
}

export function useNodeIds(): readonly string[] {
  return useEditor((state) => state.doc.nodes.order);
}

export function useNode(nodeId: string): NodeRecord | null {
  return useEditor((state) => state.doc.nodes.byId[nodeId] ?? null);
}

/** The selected node; null where none or several are. */
export function useSelectedNode(): NodeRecord | null {
  return useEditor((state) => {
    const [id, ...more] = state.selectedNodes;
    return id === undefined || more.length > 0 ? null : (state.doc.nodes.byId[id] ?? null);
  });
}

/** What the server found, in the whole document or in one node. */
export function useProblems(nodeId?: string): readonly Problem[] {
  return useEditor(
    useShallow((state) =>
      nodeId === undefined
        ? state.problems
        : state.problems.filter((problem) => problem.nodeId === nodeId),
    ),
  );
}

/** The id of the model a node would use now; null where it has none, or only the server knows. */
export function useModelId(nodeId: string): string | null {
  return useEditorMade((doc, catalogue) => {
    const node = doc.nodes.byId[nodeId];
    return node ? modelIdOf(catalogue, node) : null;
  });
}

/** The model a node would use now. */
export function useModelOf(nodeId: string): Model | null {
  return useModel(useModelId(nodeId));
}

/** A model by its id; one that stands in no list is asked for by its name. */
export function useModel(modelId: string | null): Model | null {
  const { catalogue } = useStudio();
  const model = useStore(catalogue.store, (state) =>
    modelId === null ? null : (state.catalogue.models[modelId] ?? null),
  );
  useEffect(() => {
    if (!model && modelId !== null) void catalogue.learn(modelId);
  }, [catalogue, model, modelId]);
  return model;
}

/** The models for what a node does, and the one that it is set to. */
export function useFittingModels(nodeId: string): readonly Model[] {
  const models = useModels();
  const type = useNodeType(useNode(nodeId)?.type ?? "");
  const chosen = useModelId(nodeId);
  return useMemo(
    () => models.filter((model) => suitsType(type, model) || model.id === chosen),
    [models, type, chosen],
  );
}

/** The models that write prompts. */
export function useTextModels(): TextModels {
  return useCatalogue().texts;
}

export function useNodeRun(nodeId: string): NodeRun | null {
  return useRuns((state) => state.nodes[nodeId] ?? null);
}

/** The newest run of the workflow that is not over. */
export function useActiveRun(): LiveRun | null {
  return useRuns(
    (state) => Object.values(state.runs).findLast((run) => isActive(run.status)) ?? null,
  );
}

export interface ShownHistory extends NodeHistory {
  /** Place of the shown picture in `items`. */
  index: number;
}

/** What a node has made; asks for it when first used. */
export function useHistory(nodeId: string): ShownHistory {
  const { history } = useStudio();
  const workflowId = useWorkflowId();
  useEffect(() => history.ensure(nodeId), [history, nodeId, workflowId]);
  const found = useStore(history.store, (state) => state.nodes[nodeId]);
  const held = useHeldAsset(nodeId);
  const known = found ?? noHistory;
  const missing =
    held !== null && known.loaded && !known.items.some(({ asset }) => asset.id === held);
  useEffect(() => {
    if (missing) void history.bring(nodeId, held);
  }, [history, nodeId, held, missing]);
  const shown = held ?? known.shown;
  return { ...known, shown, index: shownIndex({ ...known, shown }) };
}

/** Whether a picture for the node is on its way to the server. */
export function useUploading(nodeId: string): boolean {
  return useStore(useStudio().pictures.uploading, (ids) => ids.has(nodeId));
}

/** The asset a node's own data hold; null where its type holds none. */
function useHeldAsset(nodeId: string): string | null {
  return useEditorMade((doc, catalogue) => {
    const node = doc.nodes.byId[nodeId];
    return node ? heldAsset(catalogue, node) : null;
  });
}

/** A node's references with the picture each stands for, wired ones first, in their order. */
export interface ShownReference {
  role: Role;
  assetId: string | null;
  /** Of the node that makes it, wired or not. */
  sourceTitle: string | null;
  reference: Reference;
}

export function useReferences(nodeId: string): readonly ShownReference[] {
  const { history } = useStudio();
  const workflowId = useWorkflowId();
  const shown = useEditorMade((doc, catalogue) => {
    const node = doc.nodes.byId[nodeId];
    return node
      ? referencesOf(doc, catalogue, node).map((each) => describe(each, doc, catalogue))
      : [];
  });
  useEffect(() => {
    for (const { reference } of shown)
      if (reference.kind !== "file") history.ensure(reference.sourceId);
  }, [history, shown, workflowId]);
  const pictures = useStore(
    history.store,
    useShallow((state) =>
      shown.map(({ assetId, reference }) => {
        if (assetId !== null || reference.kind === "file") return assetId;
        const known = state.nodes[reference.sourceId];
        return known?.items[shownIndex(known)]?.asset.id ?? null;
      }),
    ),
  );
  return shown.map((each, index) => ({ ...each, assetId: pictures[index] ?? null }));
}

/** What each reference of a node is for. */
export function useReferenceRoles(nodeId: string): readonly Role[] {
  return useEditorMade((doc, catalogue) => {
    const node = doc.nodes.byId[nodeId];
    return node ? referencesOf(doc, catalogue, node).map(({ role }) => role) : [];
  });
}

/** Titles of the nodes wired into one socket, in the order of their wires. */
export function useWired(nodeId: string, handle: string): readonly { id: string; title: string }[] {
  return useEditorMade((doc, catalogue) =>
    edgesInto(doc, nodeId, handle).map((edge) => {
      const source = doc.nodes.byId[edge.source];
      const title = (source && typeOf(catalogue, source)?.title) ?? edge.source;
      return { id: edge.source, title };
    }),
  );
}

/** How a node comes by its prompt, in the words of its schema. */
export interface ShownMode {
  /** A text model writes what is sent. */
  written: boolean;
  title: string;
  description: string;
}

export function usePromptMode(nodeId: string): ShownMode {
  return useEditorMade((doc, catalogue) => {
    const node = doc.nodes.byId[nodeId];
    const type = node && typeOf(catalogue, node);
    if (!type) return { written: false, title: "", description: "" };
    const mode = promptModeOf(type, node.data);
    const spec = fieldSpecs(type).find((field) => field.control === "promptMode");
    const choice = spec?.choices.find((each) => each.const === mode);
    return {
      written: isWritten(mode),
      title: choice?.title ?? mode,
      description: choice?.description ?? "",
    };
  });
}

/** Names that a template of this node may use. */
export function useTemplateNames(nodeId: string): readonly TemplateName[] {
  return useEditorMade((doc, catalogue) => templateNames(doc, catalogue, nodeId));
}

/** Whether a list is wired in, so that the node makes one image per item. */
export function useFansOut(nodeId: string): boolean {
  return useEditorMade((doc, catalogue) => fansOut(doc, catalogue, nodeId));
}

/** Why a node cannot run now; null when it can. */
export function useRunBlock(nodeId: string): string | null {
  const nodes = useRuns((state) => state.nodes);
  return useEditorMade((doc, catalogue) => runBlock(doc, catalogue, nodes, nodeId));
}

function describe(reference: Reference, doc: Doc, catalogue: Catalogue): ShownReference {
  if (reference.kind === "file")
    return { role: reference.role, assetId: reference.assetId, sourceTitle: null, reference };
  const source = doc.nodes.byId[reference.sourceId];
  const type = source && typeOf(catalogue, source);
  return {
    role: reference.role,
    assetId: source ? heldAsset(catalogue, source) : null,
    sourceTitle: type?.title ?? reference.sourceId,
    reference,
  };
}

const noHistory: NodeHistory = { items: [], shown: null, loaded: false };

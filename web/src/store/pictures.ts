import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client, CropArea } from "@/api/client";
import type { Asset, NodeType, Position } from "@/api/types";
import { newNode } from "@/graph/edit";
import { fieldSpecs } from "@/graph/fieldSpec";
import type { NewPlace } from "@/graph/freePlace";
import { refusal } from "@/graph/imageFiles";

import type { CatalogueStore } from "./catalogueStore";
import type { Editor } from "./editor";
import type { History } from "./history";
import type { Notices } from "./notices";
import type { Saving } from "./saving";
import type { View } from "./view";

interface Parts {
  client: Client;
  catalogue: CatalogueStore;
  editor: Editor;
  history: History;
  notices: Notices;
  saving: Saving;
  view: View;
}

/** Pictures that people bring or cut, and the nodes that hold them. */
export class Pictures {
  /** Ids of nodes whose picture is on its way to the server. */
  readonly uploading: StoreApi<ReadonlySet<string>> = createStore<ReadonlySet<string>>(
    () => new Set(),
  );

  /** The newest for each node. */
  private readonly uploads = new Map<string, symbol>();

  constructor(private readonly parts: Parts) {}

  /** Puts a file into a node's history and makes it the node's picture. */
  async upload(nodeId: string, file: File): Promise<void> {
    const { client, history, saving, notices } = this.parts;
    const wrong = refusal(file, this.typeOf(nodeId)?.accepts ?? []);
    if (wrong) return notices.say({ text: wrong, bad: true });
    const isStill = this.here();
    const upload = Symbol();
    this.uploads.set(nodeId, upload);
    this.mark(nodeId, true);
    try {
      const workflowId = saving.store.getState().workflowId ?? undefined;
      const asset = await client.uploadAsset(file, { workflowId, nodeId });
      if (!isStill()) return;
      // A file that was chosen later counts, also where it is here first; the history has both.
      if (this.uploads.get(nodeId) === upload) this.hold(nodeId, asset);
      else void history.reload(nodeId);
    } catch (error) {
      notices.fail(error);
    } finally {
      if (this.uploads.get(nodeId) === upload) this.mark(nodeId, false);
    }
  }

  /** Remembers which workflow is open; what it gives says whether that is still so. */
  here(): () => boolean {
    const { store } = this.parts.saving;
    const { workflowId } = store.getState();
    return () => store.getState().workflowId === workflowId;
  }

  /** Makes nodes for files, side by side from a place on; what no node takes is said. */
  async addFiles(files: readonly File[], first: Position): Promise<void> {
    const { editor, notices, view } = this.parts;
    let { x, y } = first;
    const isStill = this.here();
    for (const file of files) {
      if (!isStill()) return;
      const type = this.typeFor(file.type);
      const wrong = refusal(file, type?.accepts ?? []);
      const nodeId = type && !wrong ? editor.addNode(type.type, { position: { x, y } }) : null;
      if (wrong) notices.say({ text: wrong, bad: true });
      if (nodeId === null) continue;
      view.revealNode(nodeId);
      [x, y] = [x + STEP, y + STEP];
      await this.upload(nodeId, file);
    }
  }

  /** Makes an asset of the library a node's picture. */
  hold(nodeId: string, asset: Asset): void {
    const { editor, history } = this.parts;
    const field = this.fieldOf(nodeId);
    if (!field) return;
    editor.setData(nodeId, { [field]: asset.id });
    editor.settle();
    history.add(nodeId, asset, null);
    history.show(nodeId, asset.id);
  }

  /** Makes a node that holds an asset, as one step; returns its id, or null where none can hold it. */
  place(asset: Asset, place: NewPlace): string | null {
    const { editor, history, view } = this.parts;
    const type = this.typeFor(asset.mimeType);
    const field = type && assetFieldOf(type);
    if (!type || !field) return null;
    const nodeId = editor.addNode(type.type, place, { [field]: asset.id });
    if (nodeId === null) return null;
    history.add(nodeId, asset, null);
    view.revealNode(nodeId);
    return nodeId;
  }

  /** Cuts a node's picture: the part takes its place, or stands beside a node that makes its own. */
  async crop(nodeId: string, asset: Asset, area: CropArea): Promise<void> {
    const { client, catalogue, editor, view } = this.parts;
    const isStill = this.here();
    if (this.fieldOf(nodeId)) {
      const part = await client.cropAsset(asset.id, area);
      if (isStill()) this.hold(nodeId, part);
      return;
    }
    const type = this.typeFor(asset.mimeType);
    if (!type) return;
    const { placeBeside } = await import("@/graph/freePlace");
    const place = placeBeside(editor.doc, catalogue.current(), type, [nodeId]);
    const beside = newNode(editor.doc, type, place.position).id;
    const part = await client.cropAsset(asset.id, { ...area, nodeId: beside });
    const placed = isStill() ? this.place(part, place) : null;
    if (placed !== null) view.closeDialogs();
  }

  /** Shows another picture of a node's history; a node that holds a picture then holds that one. */
  show(nodeId: string, assetId: string): void {
    const { editor, history } = this.parts;
    history.show(nodeId, assetId);
    const field = this.fieldOf(nodeId);
    if (field) editor.setData(nodeId, { [field]: assetId });
  }

  /** The field of a node that names the picture it holds; null where it holds none. */
  fieldOf(nodeId: string): string | null {
    const type = this.typeOf(nodeId);
    return type ? assetFieldOf(type) : null;
  }

  private typeOf(nodeId: string): NodeType | undefined {
    const { catalogue, editor } = this.parts;
    return catalogue.current().types[editor.doc.nodes.byId[nodeId]?.type ?? ""];
  }

  private typeFor(mimeType: string): NodeType | undefined {
    const { types } = this.parts.catalogue.store.getState();
    return types.find((each) => each.accepts?.includes(mimeType));
  }

  private mark(nodeId: string, on: boolean): void {
    const next = new Set(this.uploading.getState());
    if (on) next.add(nodeId);
    else next.delete(nodeId);
    this.uploading.setState(next, true);
    this.parts.editor.await(nodeId, on);
  }
}

/** How far apart nodes of several files stand. */
const STEP = 32;

function assetFieldOf(type: NodeType): string | null {
  if (!type.accepts) return null;
  return fieldSpecs(type).find((field) => field.control === "asset")?.name ?? null;
}

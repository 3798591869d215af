import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { Asset, HistoryItem, NodeData, Page } from "@/api/types";

import type { Notices } from "./notices";

export interface NodeHistory {
  /** Newest first. */
  items: readonly HistoryItem[];
  /** The asset to show; null for the newest. */
  shown: string | null;
  loaded: boolean;
}

/** A picture and the node it stands on. */
export interface NodePicture {
  nodeId: string;
  asset: Asset;
}

export interface HistoryState {
  nodes: Readonly<Record<string, NodeHistory>>;
}

const pageSize = 100;
const mostPages = 20;
const empty: NodeHistory = { items: [], shown: null, loaded: false };

/** What each node of the open workflow has made. */
export class History {
  readonly store: StoreApi<HistoryState>;
  private workflowId: string | null = null;
  private readonly asked = new Set<string>();
  /** The newest question for each node: answers to older ones come too late. */
  private readonly newest = new Map<string, symbol>();
  private readonly removed = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly notices: Notices,
    /** For each id that a node had before it got another name, the one it has now. */
    private readonly former: () => ReadonlyMap<string, string>,
  ) {
    this.store = createStore<HistoryState>(() => ({ nodes: {} }));
  }

  open(workflowId: string): void {
    this.workflowId = workflowId;
    this.asked.clear();
    this.newest.clear();
    this.store.setState({ nodes: {} });
    void this.glimpse(workflowId);
  }

  /** Stands still with these pictures, newest first: nothing is asked for. */
  stand(nodeIds: readonly string[], pictures: readonly NodePicture[]): void {
    const nodes = nodeIds.map((id): [string, NodeHistory] => {
      const own = pictures.filter(({ nodeId }) => nodeId === id);
      const items = own.map(({ asset }) => itemOf(asset, null));
      return [id, { items, shown: null, loaded: true }];
    });
    this.store.setState({ nodes: Object.fromEntries(nodes) });
  }

  /** Learns the newest picture of every node in a few requests, before any card asks for its own. */
  private async glimpse(workflowId: string): Promise<void> {
    const newest: Record<string, NodeHistory> = {};
    let cursor: string | null = "";
    for (let page = 0; page < mostPages && cursor !== null; page += 1) {
      const answer: Page<Asset> | null = await this.client
        .assets({ workflowId, limit: pageSize, cursor })
        .catch(() => null);
      if (!answer || this.workflowId !== workflowId) return;
      for (const asset of answer.items)
        if (asset.nodeId !== null)
          newest[this.now(asset.nodeId)] ??= { ...empty, items: [itemOf(asset, null)] };
      cursor = answer.nextCursor;
    }
    this.store.setState(({ nodes }) => ({ nodes: { ...newest, ...nodes } }));
  }

  /** Loads a node's history the first time it is needed. */
  ensure(nodeId: string): void {
    if (this.asked.has(nodeId)) return;
    void this.reload(nodeId);
  }

  async reload(named: string): Promise<void> {
    const { workflowId } = this;
    const nodeId = this.now(named);
    if (workflowId === null) return;
    this.asked.add(nodeId);
    const question = Symbol();
    this.newest.set(nodeId, question);
    const known = new Set(this.of(nodeId).items.map(({ asset }) => asset.id));
    try {
      const names = this.namesOf(nodeId);
      const pages = await Promise.all(names.map((name) => this.client.history(workflowId, name)));
      if (this.newest.get(nodeId) !== question) return;
      const all = pages.flatMap(({ items }) => items);
      const told = all.filter(({ asset }) => !this.removed.has(asset.id));
      const ids = new Set(told.map(({ asset }) => asset.id));
      // Brought from elsewhere, or made since it was asked.
      const kept = this.of(nodeId).items.filter(
        ({ asset: { id, ...of } }) =>
          !ids.has(id) &&
          (of.workflowId !== workflowId || !names.includes(of.nodeId ?? "") || !known.has(id)),
      );
      const items = [...kept, ...told].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
      this.put(nodeId, { items, loaded: true });
    } catch {
      this.asked.delete(nodeId);
    }
  }

  /** Learns of a picture that a node holds and did not make: one from the library, or of a copied node. */
  async bring(nodeId: string, assetId: string): Promise<void> {
    const { workflowId } = this;
    const key = `${nodeId} ${assetId}`;
    if (this.asked.has(key)) return;
    this.asked.add(key);
    try {
      const asset = await this.client.asset(assetId);
      const { items } = this.of(nodeId);
      if (this.workflowId !== workflowId || items.some((item) => item.asset.id === assetId)) return;
      this.put(nodeId, { items: [itemOf(asset, null), ...items] });
    } catch (error) {
      // It is deleted, which the node's problems say; or the server is away: it is asked again.
      if (!(error instanceof ApiError) || error.passing) this.asked.delete(key);
    }
  }

  /** Shows a new picture at once; its full record follows with `reload`. */
  add(nodeId: string, asset: Asset, settings: NodeData | null): void {
    const { items } = this.of(nodeId);
    if (items.some((item) => item.asset.id === asset.id)) return;
    this.put(nodeId, { items: [itemOf(asset, settings), ...items], shown: null });
  }

  show(nodeId: string, assetId: string): void {
    this.put(nodeId, { shown: assetId });
  }

  async remove(nodeId: string, assetId: string): Promise<void> {
    const { workflowId } = this;
    if (workflowId === null) return;
    try {
      const madeBy = this.of(nodeId).items.find(({ asset }) => asset.id === assetId)?.asset.nodeId;
      const name = this.namesOf(nodeId).find((each) => each === madeBy) ?? nodeId;
      await this.client.deleteHistory(workflowId, name, assetId);
      this.removed.add(assetId);
      if (this.workflowId !== workflowId) return;
      const { items, shown } = this.of(nodeId);
      this.put(nodeId, {
        items: items.filter((item) => item.asset.id !== assetId),
        shown: shown === assetId ? null : shown,
      });
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** The name that a node of a run has now. */
  private now(nodeId: string): string {
    return this.former().get(nodeId) ?? nodeId;
  }

  /** The node's name, and those it had: what it made is kept under the one it had then. */
  private namesOf(nodeId: string): string[] {
    const had = [...this.former()].flatMap(([name, now]) => (now === nodeId ? [name] : []));
    return [nodeId, ...had];
  }

  private of(nodeId: string): NodeHistory {
    return this.store.getState().nodes[nodeId] ?? empty;
  }

  private put(nodeId: string, change: Partial<NodeHistory>): void {
    const next = { ...this.of(nodeId), ...change };
    this.store.setState((state) => ({ nodes: { ...state.nodes, [nodeId]: next } }));
  }
}

function itemOf(asset: Asset, settings: NodeData | null): HistoryItem {
  return {
    ...{ asset, settings, runId: asset.runId, createdAt: asset.createdAt, cost: asset.cost },
    ...{ durationMs: null, prompt: asset.prompt, model: asset.model, seed: null },
  };
}

/** Which item of a history is on the card: the one chosen, else the newest. */
export function shownIndex(history: NodeHistory | undefined): number {
  if (!history?.shown) return 0;
  return Math.max(
    0,
    history.items.findIndex((item) => item.asset.id === history.shown),
  );
}

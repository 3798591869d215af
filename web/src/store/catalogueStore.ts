import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client } from "@/api/client";
import type { Model, NodeType, TextModels } from "@/api/types";
import { equal } from "@/graph/equal";
import { emptyCatalogue, toCatalogue, type Catalogue } from "@/graph/catalogue";

export interface CatalogueState {
  catalogue: Catalogue;
  /** In the server's order. */
  types: readonly NodeType[];
  models: readonly Model[];
}

/** What the server offers to build with. */
export class CatalogueStore {
  readonly store: StoreApi<CatalogueState> = createStore<CatalogueState>(() => ({
    catalogue: emptyCatalogue,
    types: [],
    models: [],
  }));
  /** Ids asked for one by one: models that stand in no list. */
  private readonly asked = new Set<string>();

  constructor(private readonly client: Client) {}

  readonly current = (): Catalogue => this.store.getState().catalogue;

  async load(): Promise<void> {
    const [types, models, texts] = await Promise.all([
      this.client.nodeTypes(),
      this.client.models(),
      this.client.textModels(),
    ]);
    this.put(types.items, models.items, models.default, texts);
  }

  /** Asks for the image models again: which are enabled or can be used may have changed. */
  async refresh(): Promise<void> {
    const { items, default: first } = await this.client.models();
    const { types, models, catalogue } = this.store.getState();
    const listed = new Set(items.map((model) => model.id));
    const learnt = models.filter((model) => this.asked.has(model.id) && !listed.has(model.id));
    const all = [...items, ...learnt];
    if (first === catalogue.defaultModel && equal(all, models)) return;
    this.put(types, all, first, catalogue.texts);
  }

  /** Learns of a model that a node names and no list has: an endpoint that works as it is. */
  async learn(modelId: string): Promise<void> {
    if (this.asked.has(modelId)) return;
    this.asked.add(modelId);
    const model = await this.client.model(modelId).catch(() => null);
    const { types, models, catalogue } = this.store.getState();
    if (!model || catalogue.models[modelId]) return;
    this.put(types, [...models, model], catalogue.defaultModel, catalogue.texts);
  }

  private put(
    types: readonly NodeType[],
    models: readonly Model[],
    defaultModel: string | null,
    texts: TextModels,
  ): void {
    const catalogue = toCatalogue(types, models, defaultModel, texts);
    this.store.setState({ catalogue, types, models });
  }
}

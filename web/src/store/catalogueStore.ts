import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client } from "@/api/client";
import type { Model, NodeType, TextModels } from "@/api/types";
import { emptyCatalogue, toCatalogue, type Catalogue } from "@/graph/catalogue";
import { toldModel, toldTexts, toldType } from "@/graph/catalogueWords";
import { equal } from "@/graph/equal";

import { Latest } from "./latest";

export interface CatalogueState {
  catalogue: Catalogue;
  /** In the server's order. */
  types: readonly NodeType[];
  models: readonly Model[];
}

/** As the server says it. */
interface Offered {
  readonly types: readonly NodeType[];
  readonly models: readonly Model[];
  readonly defaults: Catalogue["defaults"];
  readonly texts: TextModels;
}

/** What the server offers to build with, in the page's language. */
export class CatalogueStore {
  readonly store: StoreApi<CatalogueState> = createStore<CatalogueState>(() => ({
    catalogue: emptyCatalogue,
    types: [],
    models: [],
  }));
  private offered: Offered = {
    types: [],
    models: [],
    defaults: {},
    texts: emptyCatalogue.texts,
  };
  /** Ids asked for one by one: models that stand in no list. */
  private readonly asked = new Set<string>();
  private readonly refreshing = new Latest();

  constructor(private readonly client: Client) {}

  readonly current = (): Catalogue => this.store.getState().catalogue;

  async load(): Promise<void> {
    const [types, models, texts] = await Promise.all([
      this.client.nodeTypes(),
      this.client.models(),
      this.client.textModels(),
    ]);
    this.put({ types: types.items, models: models.items, defaults: models.defaults, texts });
  }

  /** Asks for the image models again: which are enabled or can be used may have changed. */
  async refresh(): Promise<void> {
    const isNewest = this.refreshing.begin();
    const { items, defaults: first } = await this.client.models();
    if (!isNewest()) return;
    const { models, defaults } = this.offered;
    const listed = new Set(items.map((model) => model.id));
    const learnt = models.filter((model) => this.asked.has(model.id) && !listed.has(model.id));
    const all = [...items, ...learnt];
    if (equal(first, defaults) && equal(all, models)) return;
    this.put({ ...this.offered, models: all, defaults: first });
  }

  /** Learns of a model that a node names and no list has: an endpoint that works as it is. */
  async learn(modelId: string): Promise<void> {
    if (this.asked.has(modelId)) return;
    this.asked.add(modelId);
    const model = await this.client.model(modelId).catch(() => null);
    if (!model || this.current().models[modelId]) return;
    this.put({ ...this.offered, models: [...this.offered.models, model] });
  }

  /** Says everything in the language that the page speaks now. */
  tell(): void {
    const { defaults } = this.offered;
    const types = this.offered.types.map(toldType);
    const models = this.offered.models.map(toldModel);
    const texts = toldTexts(this.offered.texts);
    this.store.setState({
      catalogue: toCatalogue(types, models, defaults, texts),
      types,
      models,
    });
  }

  private put(offered: Offered): void {
    this.offered = offered;
    this.tell();
  }
}

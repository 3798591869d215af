import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client } from "@/api/client";
import type { Model, NodeType } from "@/api/types";
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

  constructor(private readonly client: Client) {}

  readonly current = (): Catalogue => this.store.getState().catalogue;

  async load(): Promise<void> {
    const [types, models] = await Promise.all([this.client.nodeTypes(), this.client.models()]);
    this.store.setState({
      catalogue: toCatalogue(types.items, models.items, models.default),
      types: types.items,
      models: models.items,
    });
  }
}

import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client } from "@/api/client";
import type { Credential, CredentialKind } from "@/api/types";
import { toldKind } from "@/graph/catalogueWords";

import { Latest } from "./latest";

export interface CredentialsState {
  /** Null until they have been asked for. */
  items: readonly Credential[] | null;
  kinds: readonly CredentialKind[];
}

/** What workflows sign in with elsewhere; asked for when somebody first wants to see them. */
export class Credentials {
  readonly store: StoreApi<CredentialsState> = createStore<CredentialsState>(() => ({
    items: null,
    kinds: [],
  }));

  private readonly asking = new Latest();

  constructor(private readonly client: Client) {}

  async load(): Promise<void> {
    const isNewest = this.asking.begin();
    const [{ items }, kinds] = await Promise.all([
      this.client.credentials(),
      this.client.credentialKinds(),
    ]);
    if (isNewest()) this.store.setState({ items, kinds: kinds.items.map(toldKind) });
  }
}

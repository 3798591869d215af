import type { WorkflowDocument } from "@/api/types";

/** Edits that may not have reached the server yet, with what they were made on. */
export interface Unsaved {
  workflowId: string;
  /** The tab that made them; each tab keeps its own. */
  tab: string;
  base: WorkflowDocument;
  mine: WorkflowDocument;
}

const table = "unsaved";
const byWorkflow = "workflowId";

/** Keeps unsaved edits in the browser, so that a closed or crashed tab loses nothing. */
export class Journal {
  private database: Promise<IDBDatabase> | null = null;

  constructor(readonly tab: string) {}

  async write(entry: Omit<Unsaved, "tab">): Promise<void> {
    await this.inStore("readwrite", (store) => store.put({ ...entry, tab: this.tab }));
  }

  async read(workflowId: string): Promise<Unsaved[]> {
    return this.inStore<Unsaved[]>("readonly", (store) =>
      store.index(byWorkflow).getAll(workflowId),
    );
  }

  async clear(workflowId: string, tab: string = this.tab): Promise<void> {
    await this.inStore("readwrite", (store) => store.delete([workflowId, tab]));
  }

  private async inStore<Answer>(
    mode: IDBTransactionMode,
    request: (store: IDBObjectStore) => IDBRequest,
  ): Promise<Answer> {
    this.database ??= openDatabase();
    const transaction = (await this.database).transaction(table, mode);
    return settled<Answer>(request(transaction.objectStore(table)) as IDBRequest<Answer>);
  }
}

/** This tab's own name: it stays over a reload, and no other tab has it. */
export function tabName(session: Storage): string {
  const kept = session.getItem("limner.tab");
  if (kept) return kept;
  const name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16),
  ).join("");
  session.setItem("limner.tab", name);
  return name;
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open("limner", 1);
  request.addEventListener("upgradeneeded", () => {
    const store = request.result.createObjectStore(table, { keyPath: ["workflowId", "tab"] });
    store.createIndex(byWorkflow, "workflowId");
  });
  return settled(request);
}

function settled<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
  });
}

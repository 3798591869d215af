import type { Asset, Run, WorkflowDocument } from "@/api/types";

import { asset, served } from "../fixtures";

type Stored = WorkflowDocument & {
  id: string;
  version: number;
  updatedAt: string;
  problems: never[];
};

/** The routes that saving and running use, over one workflow kept in memory, spoken to as `fetch`. */
export class FakeServer {
  workflow: Stored;
  /** What arrived, as `METHOD path`. */
  readonly requests: string[] = [];
  /** Answers nothing while true, as a server that is gone. */
  down = false;
  readonly credentials: string[] = [];
  /** Ids of models that nobody may use. */
  readonly disabled = new Set<string>();
  private readonly held: { beginning: string; released: Promise<void> }[] = [];

  constructor(
    document: WorkflowDocument,
    readonly id = "wf_1",
  ) {
    this.workflow = { ...document, id: this.id, version: 1, updatedAt: "", problems: [] };
  }

  /** Saves as somebody else. */
  saveAsOther(change: (document: WorkflowDocument) => WorkflowDocument): void {
    this.workflow = {
      ...this.workflow,
      ...change(this.workflow),
      version: this.workflow.version + 1,
    };
  }

  /** Keeps the answer to the next request that begins so, `METHOD path`, until it is released. */
  hold(beginning: string): () => void {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    this.held.push({ beginning, released });
    return release;
  }

  get puts(): number {
    return this.requests.filter((line) => line.startsWith("PUT")).length;
  }

  readonly fetch = (target: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const path = addressOf(target).split("?")[0] ?? "";
    const method = init.method ?? "GET";
    this.requests.push(`${method} ${path}`);
    if (this.down) return Promise.reject(new TypeError("Failed to fetch"));
    const answer = this.answer(method, path, init);
    const at = this.held.findIndex(({ beginning }) => `${method} ${path}`.startsWith(beginning));
    const [held] = at < 0 ? [] : this.held.splice(at, 1);
    return Promise.resolve(held?.released).then(() => answer);
  };

  private answer(method: string, path: string, init: RequestInit): Response {
    if (path === "/api/nodes") return Response.json(served.nodes);
    if (path === "/api/models") return Response.json(this.models());
    if (path === "/api/assets" && method === "POST") return Response.json(uploaded(init));
    if (path === "/api/credentials")
      return Response.json({ items: this.credentials.map((id) => ({ id, name: id })) });
    if (path === "/api/text-models") return Response.json(served.texts);
    if (path === `/api/workflows/${this.id}/runs`)
      return Response.json(run(this.id), { status: 202 });
    if (path !== `/api/workflows/${this.id}`) return Response.json({ items: [], nextCursor: null });
    if (method === "PUT") return this.put(init);
    return this.tagged();
  }

  private models(): typeof served.models {
    const { items, ...others } = served.models;
    const enabled = (id: string) => !this.disabled.has(id);
    return { items: items.map((each) => ({ ...each, enabled: enabled(each.id) })), ...others };
  }

  private put(init: RequestInit): Response {
    const expected = new Headers(init.headers).get("If-Match");
    if (expected !== this.etag)
      return Response.json(
        { code: "version_conflict", detail: "Changed.", currentVersion: this.workflow.version },
        { status: 412 },
      );
    const document = JSON.parse(String(init.body as string)) as WorkflowDocument;
    this.workflow = { ...this.workflow, ...document, version: this.workflow.version + 1 };
    return this.tagged();
  }

  private get etag(): string {
    return `"${this.workflow.version}"`;
  }

  private tagged(): Response {
    return Response.json(this.workflow, { headers: { ETag: this.etag } });
  }
}

export function addressOf(target: RequestInfo | URL): string {
  return String(target instanceof Request ? target.url : target);
}

/** An upload is called by its file's name. */
function uploaded({ body }: RequestInit): Asset {
  const file = body instanceof FormData ? body.get("file") : null;
  return asset(file instanceof File ? file.name : "");
}

export function run(workflowId: string, more: Partial<Run> = {}): Run {
  return {
    id: "run_1",
    workflowId,
    calledBy: null,
    status: "running",
    pausing: false,
    inputs: {},
    outputs: null,
    error: null,
    cost: 0,
    budget: null,
    version: null,
    alias: null,
    nodes: {},
    createdAt: "2026-01-01T00:00:00Z",
    startedAt: null,
    endedAt: null,
    progress: { done: 0, total: 1 },
    ...more,
  };
}

import type { Run, WorkflowDocument } from "@/api/types";

import { served } from "../fixtures";

type Stored = WorkflowDocument & {
  id: string;
  version: number;
  updatedAt: string;
  problems: never[];
};

/** The routes that saving and running use, over one workflow kept in memory, spoken to as `fetch`. */
export class FakeServer {
  readonly id = "wf_1";
  workflow: Stored;
  /** What arrived, as `METHOD path`. */
  readonly requests: string[] = [];
  /** Answers nothing while true, as a server that is gone. */
  down = false;

  constructor(document: WorkflowDocument) {
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

  get puts(): number {
    return this.requests.filter((line) => line.startsWith("PUT")).length;
  }

  readonly fetch = (target: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const path = String(target instanceof Request ? target.url : target).split("?")[0] ?? "";
    const method = init.method ?? "GET";
    this.requests.push(`${method} ${path}`);
    if (this.down) return Promise.reject(new TypeError("Failed to fetch"));
    return Promise.resolve(this.answer(method, path, init));
  };

  private answer(method: string, path: string, init: RequestInit): Response {
    if (path === "/api/nodes") return Response.json(served.nodes);
    if (path === "/api/models") return Response.json(served.models);
    if (path === "/api/text-models") return Response.json(served.texts);
    if (path === `/api/workflows/${this.id}/runs`)
      return Response.json(run(this.id), { status: 202 });
    if (path !== `/api/workflows/${this.id}`) return Response.json({ items: [], nextCursor: null });
    if (method === "PUT") return this.put(init);
    return this.tagged();
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

import { ApiError } from "./problem";
import type {
  ApiKey,
  Asset,
  Called,
  Credential,
  CredentialKind,
  CredentialTest,
  DryRun,
  Estimate,
  HistoryItem,
  JsonValue,
  Model,
  Models,
  ModelSource,
  NewApiKey,
  NewSecret,
  NodeData,
  NodeType,
  NoticeState,
  Page,
  Problem,
  Publication,
  Run,
  RunItem,
  ScheduleTimes,
  TemplateFilters,
  TemplatePreview,
  TemplateSummary,
  TextModels,
  Workflow,
  WorkflowDocument,
  WorkflowSummary,
  WorkflowVersion,
} from "./types";

/** As long as a call may wait for its answer. */
const CALL_SECONDS = 600;

interface Request {
  method?: string;
  query?: Record<string, string | number | undefined>;
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  /** Let the browser finish the request after the page is gone. */
  keepalive?: boolean;
}

export interface AssetQuery {
  q?: string;
  workflowId?: string;
  nodeId?: string;
  runId?: string;
  model?: string;
  origin?: string;
  /** `image`, `video`, `audio` or `file` for the rest. */
  kind?: string;
  /** An asset: what was made from it. */
  parent?: string;
  createdAfter?: string;
  createdBefore?: string;
  cursor?: string;
  limit?: number;
}

export interface UploadPlace {
  workflowId?: string;
  nodeId?: string;
}

export interface NewCredential {
  kind: string;
  name: string;
  fields: Record<string, JsonValue>;
}

export interface KeyWish {
  name: string;
  scopes: ApiKey["scopes"];
  /** Null for all. */
  workflows: string[] | null;
  /** In credits; null for any sum. */
  spendLimit: number | null;
  expiresAt: string | null;
}

export interface CropArea {
  x: number;
  y: number;
  width: number;
  height: number;
  /** The node whose history the part joins, where that is another. */
  nodeId?: string;
}

export interface StartRun {
  /** By name; without them a trigger that takes a payload gives its example. */
  inputs?: Record<string, JsonValue>;
  nodes?: string[];
  fresh?: boolean;
}

/** What goes with a call besides its inputs; what is empty is left out. */
export interface CallWith {
  idempotencyKey: string;
  apiKey: string;
  /** Told of the end of this run. */
  webhookUrl: string;
}

/** What a run is to go on with: nodes to send again, prompts that were confirmed. */
export interface Resume {
  retry?: string[];
  prompts?: Record<string, string>;
}

/** Values by the names that templates use. */
export type Values = Readonly<Record<string, JsonValue>>;

/** The server, as functions. Every one rejects with `ApiError`. */
export type Client = ReturnType<typeof createClient>;

export function createClient(base = "", fetcher: typeof fetch = (...call) => fetch(...call)) {
  async function answer(path: string, request: Request): Promise<Response> {
    const response = await reach(fetcher, base + path + search(request.query), request);
    if (!response.ok) throw new ApiError(response.status, await errorBody(response));
    return response;
  }

  async function send<Answer>(path: string, request: Request = {}): Promise<Answer> {
    const response = await answer(path, request);
    if (response.status === 204) return undefined as Answer;
    return (await response.json()) as Answer;
  }

  async function sendWorkflow(path: string, request: Request = {}): Promise<Workflow> {
    const response = await answer(path, request);
    const workflow = (await response.json()) as Omit<Workflow, "etag">;
    return { ...workflow, etag: response.headers.get("ETag") ?? "" };
  }

  const id = encodeURIComponent;
  /** A model's id is the rest of its address, slashes and all. */
  const modelPath = (modelId: string) => `/api/models/${modelId.split("/").map(id).join("/")}`;

  return {
    nodeTypes: () => send<{ items: NodeType[] }>("/api/nodes"),
    models: () => send<Models>("/api/models"),
    templateFilters: () => send<TemplateFilters>("/api/variables/filters"),
    previewTemplate: (template: string, values: Values) =>
      send<TemplatePreview>("/api/variables/preview", {
        method: "POST",
        json: { template, values },
      }),
    textModels: () => send<TextModels>("/api/text-models"),
    model: (modelId: string) => send<Model>(modelPath(modelId)),
    enableModel: (modelId: string, enabled: boolean) =>
      send<Model>(modelPath(modelId), { method: "PATCH", json: { enabled } }),
    addModel: (contract: JsonValue) =>
      send<Model>("/api/models", { method: "POST", json: contract }),
    importModel: (source: ModelSource) =>
      send<Model>("/api/models/import", { method: "POST", json: source }),
    estimate: (data: NodeData & { items?: number }) =>
      send<Estimate>("/api/estimate", { method: "POST", json: data }),

    credentials: () => send<{ items: Credential[] }>("/api/credentials"),
    credentialKinds: () => send<{ items: CredentialKind[] }>("/api/credentials/kinds"),
    addCredential: (credential: NewCredential) =>
      send<Credential>("/api/credentials", { method: "POST", json: credential }),
    changeCredential: (credentialId: string, change: Omit<NewCredential, "kind">) =>
      send<Credential>(`/api/credentials/${id(credentialId)}`, { method: "PUT", json: change }),
    forgetCredential: (credentialId: string) =>
      send<void>(`/api/credentials/${id(credentialId)}`, { method: "DELETE" }),
    testCredential: (credentialId: string) =>
      send<CredentialTest>(`/api/credentials/${id(credentialId)}/test`, { method: "POST" }),

    keys: () => send<Page<ApiKey>>("/api/keys", { query: { limit: 200 } }),
    createKey: (wish: KeyWish) => send<NewApiKey>("/api/keys", { method: "POST", json: wish }),
    deleteKey: (keyId: string) => send<void>(`/api/keys/${id(keyId)}`, { method: "DELETE" }),

    workflows: (cursor?: string) =>
      send<Page<WorkflowSummary>>("/api/workflows", { query: { cursor, limit: 100 } }),
    workflow: (workflowId: string) => sendWorkflow(`/api/workflows/${id(workflowId)}`),
    createWorkflow: (document: WorkflowDocument) =>
      sendWorkflow("/api/workflows", { method: "POST", json: document }),
    saveWorkflow: (
      workflowId: string,
      etag: string,
      document: WorkflowDocument,
      keepalive = false,
    ) =>
      sendWorkflow(`/api/workflows/${id(workflowId)}`, {
        method: "PUT",
        json: document,
        headers: { "If-Match": etag },
        keepalive,
      }),
    deleteWorkflow: (workflowId: string) =>
      send<void>(`/api/workflows/${id(workflowId)}`, { method: "DELETE" }),
    versions: (workflowId: string, cursor?: string) =>
      send<Page<WorkflowVersion>>(`/api/workflows/${id(workflowId)}/versions`, {
        query: { cursor, limit: 100 },
      }),
    version: (workflowId: string, version: number) =>
      send<WorkflowDocument>(`/api/workflows/${id(workflowId)}/versions/${version}`),
    publication: (workflowId: string) =>
      send<Publication>(`/api/workflows/${id(workflowId)}/publication`),
    publish: (workflowId: string, version: number | null) =>
      send<Publication>(`/api/workflows/${id(workflowId)}/publish`, {
        method: "POST",
        json: { version },
      }),
    withdraw: (workflowId: string) =>
      send<Publication>(`/api/workflows/${id(workflowId)}/publication`, { method: "DELETE" }),
    switchWorkflow: (workflowId: string, active: boolean) =>
      send<Publication>(`/api/workflows/${id(workflowId)}/publication`, {
        method: "PATCH",
        json: { active },
      }),
    renewSecret: (workflowId: string) =>
      send<NewSecret>(`/api/workflows/${id(workflowId)}/hook/secret`, {
        method: "POST",
      }),
    setNotice: (workflowId: string, url: string, secret?: string) =>
      send<NewSecret>(`/api/workflows/${id(workflowId)}/notice`, {
        method: "PUT",
        json: { url, secret },
      }),
    deleteNotice: (workflowId: string) =>
      send<void>(`/api/workflows/${id(workflowId)}/notice`, { method: "DELETE" }),
    notices: (workflowId: string, limit: number) =>
      send<{ items: NoticeState[] }>(`/api/workflows/${id(workflowId)}/notices`, {
        query: { limit },
      }),
    previewTimes: (cron: string, timeZone: string) =>
      send<ScheduleTimes>("/api/schedules/preview", { method: "POST", json: { cron, timeZone } }),
    validate: (document: WorkflowDocument) =>
      send<{ problems: Problem[] }>("/api/workflows/validate", { method: "POST", json: document }),
    workflowSchema: (workflowId: string) =>
      send<Record<string, JsonValue>>(`/api/workflows/${id(workflowId)}/schema`),

    templates: () => send<{ items: TemplateSummary[] }>("/api/templates"),
    template: (templateId: string) =>
      send<TemplateSummary & { document: WorkflowDocument }>(`/api/templates/${id(templateId)}`),

    startRun: (workflowId: string, start: StartRun, idempotencyKey: string) =>
      send<Run>(`/api/workflows/${id(workflowId)}/runs`, {
        method: "POST",
        json: start,
        headers: { "Idempotency-Key": idempotencyKey },
      }),
    /** The simple call as other programs make it, under a key of its own where one is given. */
    call: async (
      workflowId: string,
      inputs: Readonly<Record<string, JsonValue>>,
      { idempotencyKey, apiKey, webhookUrl }: CallWith,
    ): Promise<Called> => {
      const response = await answer(`/api/workflows/${id(workflowId)}/run`, {
        method: "POST",
        query: { webhookUrl },
        json: inputs,
        headers: {
          "Idempotency-Key": idempotencyKey,
          Prefer: `wait=${CALL_SECONDS}`,
          ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}),
        },
      });
      return { status: response.status, body: (await response.json()) as Called["body"] };
    },
    /** Starts nothing. Named nodes run in any case, as in a run. */
    dryRun: (workflowId: string, nodes: readonly string[] | null) =>
      send<DryRun>(`/api/workflows/${id(workflowId)}/runs`, {
        method: "POST",
        json: { ...(nodes ? { nodes } : {}), dryRun: true },
      }),
    runs: (query: { workflowId?: string; cursor?: string; limit?: number }) =>
      send<Page<Run>>("/api/runs", { query }),
    run: (runId: string) => send<Run>(`/api/runs/${id(runId)}`),
    runItems: (runId: string, nodeId: string, first: number, limit: number) =>
      send<{ total: number; items: RunItem[] }>(
        `/api/runs/${id(runId)}/nodes/${id(nodeId)}/items`,
        { query: { first, limit } },
      ),
    /** The workflow as it was when the run began. */
    runDocument: (runId: string) => send<WorkflowDocument>(`/api/runs/${id(runId)}/document`),
    cancelRun: (runId: string) => send<Run>(`/api/runs/${id(runId)}/cancel`, { method: "POST" }),
    pauseRun: (runId: string) => send<Run>(`/api/runs/${id(runId)}/pause`, { method: "POST" }),
    resumeRun: (runId: string, resume: Resume) =>
      send<Run>(`/api/runs/${id(runId)}/resume`, { method: "POST", json: resume }),

    history: (workflowId: string, nodeId: string, cursor?: string) =>
      send<Page<HistoryItem>>(`/api/workflows/${id(workflowId)}/nodes/${id(nodeId)}/history`, {
        query: { cursor, limit: 100 },
      }),
    deleteHistory: (workflowId: string, nodeId: string, assetId: string) =>
      send<void>(`/api/workflows/${id(workflowId)}/nodes/${id(nodeId)}/history/${id(assetId)}`, {
        method: "DELETE",
      }),

    assets: (query: AssetQuery) => send<Page<Asset>>("/api/assets", { query: { ...query } }),
    asset: (assetId: string) => send<Asset>(`/api/assets/${id(assetId)}`),
    uploadAsset: (file: File, place: UploadPlace = {}) =>
      send<Asset>("/api/assets", { method: "POST", form: uploadForm(file, place) }),
    deleteAsset: (assetId: string) =>
      send<void>(`/api/assets/${id(assetId)}`, { method: "DELETE" }),
    cropAsset: (assetId: string, area: CropArea) =>
      send<Asset>(`/api/assets/${id(assetId)}/crop`, { method: "POST", json: area }),
  };
}

async function reach(fetcher: typeof fetch, url: string, request: Request): Promise<Response> {
  const headers = new Headers({ Accept: "application/json", ...request.headers });
  if (request.json !== undefined) headers.set("Content-Type", "application/json");
  try {
    return await fetcher(url, {
      method: request.method ?? "GET",
      headers,
      body: request.form ?? (request.json === undefined ? undefined : JSON.stringify(request.json)),
      keepalive: request.keepalive,
    });
  } catch {
    throw new ApiError(0, { code: "unreachable", detail: "The server cannot be reached." });
  }
}

function search(query: Request["query"]): string {
  const pairs = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()}`;
}

async function errorBody(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return {
      code: "bad_answer",
      detail: `The server answered ${response.status} ${response.statusText}.`,
    };
  }
}

function uploadForm(file: File, place: UploadPlace): FormData {
  const form = new FormData();
  form.set("file", file);
  if (place.workflowId) form.set("workflowId", place.workflowId);
  if (place.nodeId) form.set("nodeId", place.nodeId);
  return form;
}

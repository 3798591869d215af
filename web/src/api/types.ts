/** Shapes of the HTTP and WebSocket interface. */

export type JsonValue =
  null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** What a handle carries. */
export type HandleType =
  "text" | "number" | "boolean" | "image" | "video" | "audio" | "file" | "list" | "params" | "any";

/** A socket of a model for reference images; also the key in `data.references`. */
export type Role = string;

export interface NodeInput {
  name: string;
  title: string;
  type: HandleType;
  takes: "one" | "list" | "any";
  /** Whether several wires may end here. */
  multiple: boolean;
  role: Role | null;
}

interface NodeOutput {
  name: string;
  title: string;
  type: HandleType;
}

/** How a card edits one property of a node's data. */
export type ControlKind =
  | "prompt"
  | "text"
  | "model"
  | "count"
  | "style"
  | "sizing"
  | "quality"
  | "format"
  | "params"
  | "references"
  | "asset"
  | "items"
  | "fields"
  | "outputs"
  | "choice"
  | "switch"
  | "number"
  | "hidden";

export interface Choice {
  const: string | number | boolean;
  title: string;
  description?: string;
}

/** The part of JSON Schema that the canvas reads. */
export interface PropertySchema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: JsonValue;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  maxLength?: number;
  enum?: JsonValue[];
  oneOf?: Choice[];
  items?: PropertySchema;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  "x-control"?: ControlKind;
  "x-place"?: "card" | "panel" | "both" | "none";
  "x-row"?: number;
  "x-template"?: boolean;
}

export interface NodeType {
  type: string;
  title: string;
  category: string;
  description: string;
  /** Name of a Lucide icon, in kebab case. */
  icon: string;
  keywords: string[];
  inputs: NodeInput[];
  outputs: NodeOutput[];
  dynamic: { inputs: null | "model" | "anyName"; outputs: null | "fields" };
  /** The card shows a picture with its history. */
  picture: boolean;
  /** The card has its own Run. */
  runnable: boolean;
  /** Media types of the files that may be put into `data.assetId`. */
  accepts: string[] | null;
  dataSchema: PropertySchema;
  outputFields: { name: string; type: string }[];
}

export interface Sizing {
  aspectRatios: string[];
  sizes: string[];
  imageSizes: string[];
  resolutions: string[];
  custom: { min: number; max: number } | null;
  default: string | null;
}

export interface Price {
  creditsMin: number;
  creditsMax: number;
  unit: string;
  usd: string;
}

export interface Model {
  id: string;
  title: string;
  description: string;
  provider: string;
  providerTitle: string;
  enabled: boolean;
  available: boolean;
  unavailableReason: string | null;
  isDefault: boolean;
  sockets: { role: Role; limit: number }[];
  maxReferences: number;
  sizing: Sizing;
  styles: string[];
  qualities: string[];
  parameters: PropertySchema;
  formats: string[];
  maxCount: number;
  maxPrompt: number;
  price: Price | null;
  timeLimitSeconds: number;
  tier: string;
  licence: string | null;
}

export interface Position {
  x: number;
  y: number;
}

export type NodeData = Record<string, JsonValue>;

export interface NodeRecord {
  id: string;
  type: string;
  position: Position;
  parentId?: string;
  data: NodeData;
}

export interface EdgeRecord {
  id: string;
  source: string;
  sourceHandle: string;
  target: string;
  targetHandle: string;
}

/** The document as it is kept; keys the canvas does not know are kept as they are. */
export interface WorkflowDocument {
  schema: number;
  name: string;
  nodes: NodeRecord[];
  edges: EdgeRecord[];
}

export interface Problem {
  code: string;
  nodeId: string | null;
  field: string | null;
  message: string;
}

export interface Workflow extends WorkflowDocument {
  id: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  problems: Problem[];
  /** Names this very version, for `If-Match`. */
  etag: string;
}

export interface WorkflowSummary {
  id: string;
  name: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface Asset {
  id: string;
  name: string;
  mimeType: string;
  width: number | null;
  height: number | null;
  sizeBytes: number;
  sha256: string;
  createdAt: string;
  origin: "upload" | "generation" | "edit" | "import";
  url: string;
  thumbnailUrl: string;
  prompt: string | null;
  model: string | null;
  runId: string | null;
  nodeId: string | null;
  workflowId: string | null;
  parents: string[];
  cost: number | null;
}

export interface ErrorBody {
  code: string;
  detail: string;
  title?: string;
  hint?: string | null;
  status?: number;
}

export interface Warning {
  code: string;
  message: string;
}

export type RunStatus = "queued" | "running" | "paused" | "succeeded" | "failed" | "cancelled";

export type ExecutionStatus =
  "pending" | "queued" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";

export interface Execution {
  status: ExecutionStatus;
  output: JsonValue;
  error: ErrorBody | null;
  startedAt: string | null;
  endedAt: string | null;
  cost: number | null;
  warnings: Warning[];
  cached: boolean;
}

export interface Run {
  id: string;
  workflowId: string | null;
  status: RunStatus;
  inputs: Record<string, JsonValue>;
  outputs: Record<string, JsonValue> | null;
  error: ErrorBody | null;
  cost: number | null;
  nodes: Record<string, Execution>;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  progress: { done: number; total: number };
}

export interface HistoryItem {
  asset: Asset;
  runId: string | null;
  createdAt: string;
  durationMs: number | null;
  cost: number | null;
  /** The node's data when this was made; null for an upload. */
  settings: NodeData | null;
  prompt: string | null;
  model: string | null;
  seed: number | null;
}

export interface Estimate {
  credits: number | null;
  minCredits: number | null;
  maxCredits: number | null;
  usd: string | null;
  exact: boolean;
}

interface EventBase {
  runId: string;
  seq: number;
  at: string;
  nodeId?: string;
}

/** What happens in a run, in the order of `seq`. */
export type RunEvent =
  | (EventBase & { type: "run.started" })
  | (EventBase & { type: "run.finished"; status: RunStatus; error?: ErrorBody | null })
  | (EventBase & { type: "node.queued" | "node.started" | "node.skipped"; nodeId: string })
  | (EventBase & {
      type: "node.progress";
      nodeId: string;
      fraction: number | null;
      text: string | null;
      done?: number;
      total?: number;
      queuePosition?: number | null;
    })
  | (EventBase & {
      type: "node.image";
      nodeId: string;
      asset: Asset;
      item: number | null;
      index: number;
    })
  | (EventBase & {
      type: "node.finished";
      nodeId: string;
      cached: boolean;
      cost: number | null;
      warnings: Warning[];
    })
  | (EventBase & { type: "node.failed"; nodeId: string; error: ErrorBody });

export type LiveRequest =
  | { type: "subscribe"; workflowId: string }
  | { type: "subscribe"; runId: string; after: number }
  | { type: "unsubscribe"; workflowId: string }
  | { type: "unsubscribe"; runId: string };

export type LiveMessage =
  | { type: "run"; run: Run; seq: number }
  | { type: "event"; event: RunEvent }
  | { type: "workflow"; workflowId: string; version: number; updatedAt: string }
  | { type: "error"; code: string; detail: string };

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

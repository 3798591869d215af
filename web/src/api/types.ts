/**
 * Shapes of the HTTP and WebSocket interface: taken from the server's own
 * description, and said more exactly where that leaves JSON open.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type JsonValue =
  null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** What a handle carries. */
export type HandleType = Schemas["NodeInput"]["type"];

/** A socket of a model for reference images; also the key in `data.references`. */
export type Role = NonNullable<Schemas["NodeInput"]["role"]>;

export type NodeInput = Schemas["NodeInput"];

/** How a card edits one property of a node's data. */
export type ControlKind =
  | "prompt"
  | "text"
  | "model"
  | "models"
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
  | "lists"
  | "choice"
  | "switch"
  | "number"
  | "promptMode"
  | "promptModel"
  | "textModel"
  | "schema"
  | "reviewPrompt"
  | "color"
  | "json"
  | "pairs"
  | "credential"
  | "cron"
  | "files"
  | "timeZone"
  | "workflows"
  | "duration"
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
  maxItems?: number;
  format?: string;
  enum?: JsonValue[];
  anyOf?: PropertySchema[];
  oneOf?: Choice[];
  items?: PropertySchema;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  "x-control"?: ControlKind;
  "x-place"?: "card" | "panel" | "both" | "none";
  "x-row"?: number;
  /** The field with the time zone of these times. */
  "x-zone"?: string;
  /** The one kind of file that is taken. */
  "x-media"?: string;
  "x-template"?: boolean;
  /** A text that hardly fills a line. */
  "x-short"?: boolean;
  /** Kinds of credentials that may be named. */
  "x-kinds"?: string[];
  /** A secret: it is sent, and never comes back. */
  writeOnly?: boolean;
  /** Shown only while another field has one of these values. */
  "x-only"?: Record<string, JsonValue[]>;
  /** Shown only while another field has a value. */
  "x-when"?: string;
  /** Shown only while another field has none. */
  "x-unless"?: string;
  /** It may have no value, which is a choice of this title. */
  "x-none"?: { title: string };
}

/** What a model does. */
export type Task = Schemas["ModelAnswer"]["task"];

export type NodeType = Omit<Schemas["NodeType"], "dataSchema"> & { dataSchema: PropertySchema };

/** What a workflow signs in with at a service; never its secrets. */
export type Credential = Omit<Schemas["CredentialAnswer"], "fields"> & {
  fields: Record<string, JsonValue>;
};

export type CredentialKind = Omit<Schemas["CredentialKind"], "dataSchema"> & {
  dataSchema: PropertySchema;
};

export type CredentialTest = Schemas["CredentialTest"];

export type Sizing = Schemas["ModelSizing"];

export type Model = Omit<Schemas["ModelAnswer"], "parameters"> & { parameters: PropertySchema };

/** Every model, and which one is used for each task where none is named. */
export type Models = Pick<Schemas["Models"], "default" | "defaults"> & { items: Model[] };

/** A model that writes prompts. */
export type TextModel = Schemas["TextModelAnswer"];

/** In the server's order, and which of them is used where none is named. */
export type TextModels = Pick<Schemas["TextModels"], "items" | "default">;

/** What may stand after a bar in a template. */
export type TemplateFilters = Schemas["TemplateFilters"];
export type TemplateFilter = Schemas["TemplateFilter"];

export type TemplatePreview = Schemas["TemplatePreview"];

/** What an endpoint is known by: its id, or its OpenAPI document. */
export type ModelSource = { endpoint: string } | { document: Record<string, JsonValue> };

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
  /** The ids it had before; only the canvas reads them. */
  was?: string[];
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
  /** What people wrote on the canvas; only the canvas reads it. */
  comments?: unknown;
  groups?: unknown;
  /** The names of the workflows that it has run as tools, by id; only the server writes it. */
  calledWorkflows?: Record<string, string>;
}

/** What a person reads of a template before choosing it. */
export type TemplateSummary = Schemas["TemplateSummary"];

export type Problem = Schemas["DocumentProblem"];

export interface Workflow extends WorkflowDocument {
  id: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  problems: Problem[];
  /** Names this very version, for `If-Match`. */
  etag: string;
}

export type WorkflowSummary = Schemas["WorkflowSummary"];

/** One save of a workflow, in a list. */
export type WorkflowVersion = Schemas["WorkflowVersion"];

/** What others use of a workflow, and whether it starts by itself. */
export type Publication = Schemas["PublicationState"];

/** A key of another program, without its text. */
export type ApiKey = Schemas["ApiKey"];

export type NewApiKey = Schemas["NewApiKey"];

export type NewSecret = Schemas["NewSecret"];

/** What became of telling somebody of a run's end. */
export type NoticeState = Schemas["NoticeState"];

export type ScheduleTimes = Schemas["Times"];

export type Asset = Schemas["Asset"];

export interface ErrorBody {
  code: string;
  detail: string;
  title?: string;
  hint?: string | null;
  status?: number;
  /** Credits that a call whose answer was lost may have cost; null where its price is unknown. */
  possibleCost?: number | null;
}

export type Warning = Schemas["RunWarning"];

export type RunStatus = Schemas["Run"]["status"];

export type ExecutionStatus = Schemas["Execution"]["status"];

export type Execution = Omit<Schemas["Execution"], "output" | "error"> & {
  output: JsonValue;
  error: ErrorBody | null;
};

export type Run = Omit<Schemas["Run"], "inputs" | "outputs" | "error" | "nodes"> & {
  inputs: Record<string, JsonValue>;
  outputs: Record<string, JsonValue> | null;
  error: ErrorBody | null;
  nodes: Record<string, Execution>;
};

/** One item of a node that runs by items; what has not begun is in no list. */
export type RunItem = Omit<Schemas["RunItem"], "error"> & { error: ErrorBody | null };

/** What the simple call answers: the outputs, or the run where it goes on (202). */
export interface Called {
  status: number;
  body: Readonly<Record<string, JsonValue>>;
}

export type HistoryItem = Omit<Schemas["HistoryItem"], "settings"> & {
  /** The node's data when this was made; null for an upload. */
  settings: NodeData | null;
};

export type Estimate = Schemas["Estimate"];

/** What a run would do and cost. */
export type DryRun = Schemas["DryRun"];

interface EventBase {
  runId: string;
  seq: number;
  at: string;
  nodeId?: string;
}

/** What happens in a run, in the order of `seq`. */
export type RunEvent =
  | (EventBase & { type: "run.started" | "run.pausing" | "run.paused" })
  | (EventBase & { type: "run.finished"; status: RunStatus; error?: ErrorBody | null })
  | (EventBase & { type: "node.queued" | "node.started" | "node.skipped"; nodeId: string })
  | (EventBase & {
      type: "node.progress";
      nodeId: string;
      fraction?: number | null;
      text?: string | null;
      done?: number;
      failed?: number;
      total?: number;
      queuePosition?: number | null;
      /** An unfinished image, as a data URI; it comes alone. */
      preview?: string;
    })
  | (EventBase & {
      type: "node.text";
      nodeId: string;
      /** What came to a text that is being written, and after how many characters of it. */
      text: string;
      start: number;
    })
  | (EventBase & {
      type: "node.tool";
      nodeId: string;
      /** What is being called, in words; null once it has answered. */
      text: string | null;
    })
  | (EventBase & { type: "node.review"; nodeId: string; prompt: string })
  | (EventBase & {
      type: "node.image" | "node.file";
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

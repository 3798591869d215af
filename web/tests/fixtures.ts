import type {
  Asset,
  HandleType,
  Model,
  NodeInput,
  NodeRecord,
  NodeType,
  Role,
  TextModels,
} from "@/api/types";
import { toCatalogue, type Catalogue } from "@/graph/catalogue";
import { fromDocument, type Doc } from "@/graph/document";

/** Node types and models of the shapes that the server sends. */

function input(name: string, type: HandleType, more: Partial<NodeInput> = {}): NodeInput {
  return { name, title: name, type, takes: "one", multiple: false, role: null, ...more };
}

function nodeType(type: string, more: Partial<NodeType>): NodeType {
  return {
    type,
    title: type.toUpperCase(),
    category: "test",
    description: "",
    icon: "box",
    keywords: [],
    inputs: [],
    outputs: [],
    dynamic: { inputs: null, outputs: null },
    tasks: [],
    picture: false,
    runnable: false,
    startedBy: null,
    accepts: null,
    dataSchema: { type: "object", properties: {} },
    outputFields: [],
    holdsNodes: false,
    oncePerRun: false,
    exampleField: null,
    innerFields: [],
    ...more,
  };
}

const words = nodeType("words", {
  inputs: [input("prompt-in", "text", { multiple: true })],
  outputs: [{ name: "text-out", title: "Text", type: "text" }],
  outputFields: [{ name: "text", type: "text", schemaKey: null }],
  holdsNodes: false,
  innerFields: [],
  dataSchema: { properties: { text: { "x-control": "prompt", "x-place": "both", "x-row": 1 } } },
});

const asker = nodeType("asker", {
  outputFields: [{ name: "value", type: "any", schemaKey: "shape" }],
  dataSchema: {
    properties: {
      shape: { "x-control": "schema", "x-place": "panel" },
      writer: { "x-control": "textModel", "x-place": "card", "x-row": 1, "x-none": { title: "-" } },
    },
  },
});

const rows = nodeType("rows", {
  outputs: [{ name: "list-out", title: "List", type: "list" }],
  dataSchema: { properties: { items: { "x-control": "items", "x-place": "card", "x-row": 1 } } },
});

const film = nodeType("film", { outputs: [{ name: "video-out", title: "Video", type: "video" }] });

const maker = nodeType("maker", {
  inputs: [
    input("prompt-in", "text", { multiple: true }),
    input("image-in", "image", { multiple: true, role: "image" }),
    input("style-in", "image", { multiple: true, role: "style" }),
    input("start-in", "image", { role: "startImage" }),
    input("params-in", "any"),
  ],
  outputs: [{ name: "image-out", title: "Image", type: "image" }],
  dynamic: { inputs: "model", outputs: null },
  picture: true,
  tasks: ["image"],
  runnable: true,
  outputFields: [{ name: "url", type: "text", schemaKey: null }],
  holdsNodes: false,
  innerFields: [],
  dataSchema: {
    properties: {
      prompt: { "x-control": "prompt", "x-place": "both", "x-row": 1, "x-template": true },
      count: { "x-control": "count", "x-place": "card", "x-row": 2 },
      model: { "x-control": "model", "x-place": "card", "x-row": 2 },
      provider: { "x-control": "hidden", "x-place": "none" },
      fallbackModels: { "x-control": "models", "x-place": "panel", maxItems: 5 },
      aspectRatio: { "x-control": "sizing", "x-place": "card", "x-row": 3 },
      style: { "x-control": "style", "x-place": "panel" },
      promptModel: { "x-control": "promptModel", "x-place": "panel" },
      promptMode: {
        ...{ "x-control": "promptMode", "x-place": "panel", default: "manual" },
        oneOf: ["manual", "prompt_ai", "auto"].map((mode) => ({ const: mode, title: mode })),
      },
      quality: { "x-control": "quality", "x-place": "panel" },
      references: { "x-control": "references", "x-place": "panel" },
    },
  },
});

const holder = nodeType("holder", {
  outputs: [{ name: "image-out", title: "Image", type: "image" }],
  picture: true,
  tasks: ["image"],
  accepts: ["image/png"],
  dataSchema: { properties: { assetId: { "x-control": "asset", "x-place": "panel" } } },
});

/** Holds a picture, or makes one. */
const both: NodeType = {
  ...maker,
  type: "both",
  dataSchema: {
    properties: { ...maker.dataSchema.properties, ...holder.dataSchema.properties },
  },
};

const entry = nodeType("entry", {
  dynamic: { inputs: null, outputs: "fields" },
  dataSchema: { properties: { fields: { "x-control": "fields", "x-place": "both", "x-row": 1 } } },
});

const caller = nodeType("caller", {
  outputs: [{ name: "trigger-out", title: "Payload", type: "any" }],
  exampleField: "payload",
  oncePerRun: true,
});

const exit = nodeType("exit", {
  inputs: [input("value", "any", { takes: "any" })],
  dynamic: { inputs: "anyName", outputs: null },
  dataSchema: { properties: { outputs: { "x-control": "outputs", "x-place": "both" } } },
});

const joiner = nodeType("joiner", {
  outputs: [{ name: "list-out", title: "List", type: "list" }],
  dynamic: { inputs: "lists", outputs: null },
});

const rounds = nodeType("rounds", {
  inputs: [input("list-in", "list", { takes: "list" })],
  outputs: [{ name: "list-out", title: "List", type: "list" }],
  holdsNodes: true,
  innerFields: [
    { name: "currentItem", type: "any", schemaKey: null },
    { name: "currentIndex", type: "number", schemaKey: null },
  ],
});

function model(id: string, roles: [Role, number][], more: Partial<Model> = {}): Model {
  return {
    id,
    title: id,
    description: "",
    provider: "test",
    providerTitle: "Test",
    enabled: true,
    available: true,
    unavailableReason: null,
    isDefault: false,
    task: "image",
    isProviderDefault: false,
    sockets: roles.map(([role, limit]) => ({ role, limit })),
    maxReferences: 4,
    needsReferences: false,
    takesPrompt: true,
    sizing: {
      aspectRatios: ["1:1", "16:9"],
      sizes: [],
      imageSizes: [],
      resolutions: [],
      custom: null,
      default: "1024x1024",
      editDefault: "1024x1024",
      defaultResolution: null,
      auto: false,
    },
    styles: ["auto", "cinematic"],
    qualities: [],
    defaultQuality: null,
    parameters: {},
    formats: ["png"],
    maxCount: 15,
    maxPrompt: 4000,
    price: null,
    timeLimitSeconds: 60,
    tier: "free",
    licence: null,
    requirements: null,
    shutdown: null,
    successor: null,
    fallbacks: [],
    ...more,
  };
}

const types = [words, asker, rows, film, maker, holder, both, entry, caller, exit, joiner, rounds];

const models = [
  model("rich", [
    ["image", 4],
    ["style", 2],
    ["startImage", 1],
  ]),
  model("plain", [["image", 4]], {
    maxCount: 4,
    sizing: { ...model("x", []).sizing, aspectRatios: ["1:1"] },
  }),
  model("blind", [], { maxReferences: 0 }),
  model("upscaler", [["image", 1]], { takesPrompt: false, needsReferences: true }),
  model("lent", [["image", 1]], { provider: "lender", isProviderDefault: true }),
  model("away", [], { available: false, unavailableReason: "No key." }),
];

const texts: TextModels = {
  items: [
    {
      ...{ id: "mute", title: "Mute", description: "", provider: "test", providerTitle: "Test" },
      ...{ enabled: true, available: false, unavailableReason: "Set KEY.", isDefault: false },
      ...{ price: null, contextTokens: null, timeLimitSeconds: 60, tier: "free" },
      ...{ shutdown: null, successor: null, tools: "calls" as const },
    },
  ],
  default: null,
};

export const catalogue: Catalogue = toCatalogue(types, models, { image: "rich" }, texts);

export const served = {
  nodes: { items: types },
  models: { items: models, default: "rich", defaults: { image: "rich" } },
  texts,
};

export function node(id: string, type: string, data: NodeRecord["data"] = {}): NodeRecord {
  return { id, type, position: { x: 0, y: 0 }, data };
}

/** A picture that a node of the workflow `wf_1` made. */
export function asset(id: string, more: Partial<Asset> = {}): Asset {
  return {
    ...{ id, name: id, mimeType: "image/png", width: 8, height: 8, lengthMs: null, sizeBytes: 1 },
    ...{ sha256: "", createdAt: "2026-01-01T00:00:00Z", origin: "generation", url: `/${id}` },
    ...{ workflowId: "wf_1", nodeId: null, runId: null, parents: [], prompt: null, model: null },
    ...{ cost: null, seed: null, thumbnailUrl: null, ...more },
  };
}

/** A document of these nodes with wires written `from.handle>to.handle`. */
export function docOf(nodes: NodeRecord[], ...wires: string[]): Doc {
  const edges = wires.map((wire, index) => {
    const [source, sourceHandle, target, targetHandle] = wire.split(/[.>]/) as [
      string,
      string,
      string,
      string,
    ];
    return { id: `e${index}`, source, sourceHandle, target, targetHandle };
  });
  return fromDocument({ schema: 1, name: "Test", nodes, edges });
}

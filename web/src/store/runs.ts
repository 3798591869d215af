import { createStore, type StoreApi } from "zustand/vanilla";

import type { Client, StartRun } from "@/api/client";
import type { Asset, ErrorBody, Execution, Run, RunEvent, RunStatus, Warning } from "@/api/types";
import { newRequestKey } from "@/graph/ids";

import type { Notices } from "./notices";
import type { Saving } from "./saving";

/** How a node stands in the newest run that touched it. */
export interface NodeRun {
  runId: string;
  status: Execution["status"];
  fraction: number | null;
  /** One line about the work: "2 of 4". */
  text: string | null;
  queuePosition: number | null;
  /** How many items have ended, of a node that runs by items. */
  items: Execution["progress"];
  /** The newest unfinished image, as an address for `<img>`. */
  preview: string | null;
  /** What a text model has written so far of the text that it writes now. */
  written: string | null;
  /** What the node gave, once that has been read. */
  output: Execution["output"];
  /** A prompt that waits to be confirmed. */
  review: string | null;
  error: ErrorBody | null;
  warnings: readonly Warning[];
  startedAt: string | null;
  endedAt: string | null;
  cost: number | null;
  cached: boolean;
}

export interface LiveRun {
  id: string;
  status: RunStatus;
  /** It comes to rest as soon as what is under way has ended. */
  pausing: boolean;
  seq: number;
  progress: { done: number; total: number };
}

export interface RunsState {
  runs: Readonly<Record<string, LiveRun>>;
  nodes: Readonly<Record<string, NodeRun>>;
  /** A run has been asked for and is not known yet. */
  starting: boolean;
}

export interface RunsHandlers {
  /** A node made a picture. */
  image: (nodeId: string, asset: Asset, runId: string) => void;
  /** A node waits for its prompt to be confirmed. */
  review: (nodeId: string) => void;
  /** A node came to its end. */
  ended: (nodeId: string, runId: string) => void;
  runFinished: (run: LiveRun, error: ErrorBody | null) => void;
}

export function isActive(status: RunStatus): boolean {
  return status === "queued" || status === "running" || status === "paused";
}

/** Works, or waits for its turn or for a word. */
export function isBusy(node: NodeRun | null | undefined): boolean {
  if (!node) return false;
  return node.status === "queued" || node.status === "running" || node.review != null;
}

/** Runs of the open workflow, as the server tells them. */
export class Runs {
  readonly store: StoreApi<RunsState>;
  /** The runs whose outputs are being read, and whether they are to be read once more. */
  private readonly reading = new Map<string, boolean>();

  constructor(
    private readonly client: Client,
    private readonly saving: Saving,
    private readonly notices: Notices,
    private readonly handlers: RunsHandlers,
  ) {
    this.store = createStore<RunsState>(() => ({ runs: {}, nodes: {}, starting: false }));
  }

  clear(): void {
    this.store.setState({ runs: {}, nodes: {}, starting: false });
  }

  /** Runs the named nodes and what they need, or the whole workflow; the document is saved first. */
  start(nodes?: string[]): Promise<void> {
    return this.begin(nodes ? { nodes } : {});
  }

  /** Runs nodes of an earlier run anew, with the inputs it had. */
  again({ inputs }: Run, nodes: string[]): Promise<void> {
    return this.begin({ inputs, nodes });
  }

  private async begin(start: StartRun): Promise<void> {
    const { workflowId } = this.saving.store.getState();
    if (workflowId === null || this.store.getState().starting) return;
    this.store.setState({ starting: true });
    try {
      await this.saving.flush();
      const run = await this.client.startRun(workflowId, start, newRequestKey());
      if (this.saving.store.getState().workflowId === workflowId) this.snapshot(run, 0);
    } catch (error) {
      this.notices.fail(error);
    } finally {
      this.store.setState({ starting: false });
    }
  }

  /** Lets what is under way end, and begins nothing new. */
  async pause(runId: string): Promise<void> {
    try {
      await this.client.pauseRun(runId);
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** Goes on with a run that was paused. */
  async resume(runId: string): Promise<void> {
    try {
      await this.client.resumeRun(runId, {});
    } catch (error) {
      this.notices.fail(error);
    }
  }

  async cancel(runId: string): Promise<void> {
    try {
      await this.client.cancelRun(runId);
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** Sends again what failed or ended without an answer. */
  async retry(runId: string, nodeId: string): Promise<void> {
    try {
      await this.client.resumeRun(runId, { retry: [nodeId] });
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** Lets a run that waits for a prompt to be confirmed go on with this one. */
  async confirm(runId: string, nodeId: string, prompt: string): Promise<void> {
    const seq = this.store.getState().runs[runId]?.seq;
    try {
      await this.client.resumeRun(runId, { prompts: { [nodeId]: prompt } });
      // What was told since tells it better: the node may wait for another word by now.
      if (this.store.getState().runs[runId]?.seq === seq)
        this.store.setState((state) => ({ nodes: confirmed(state.nodes, runId, nodeId) }));
    } catch (error) {
      this.notices.fail(error);
    }
  }

  /** Reads what the nodes of a run gave: events do not tell it. */
  async readOutputs(runId: string): Promise<void> {
    const known = this.reading.get(runId);
    if (known !== undefined) {
      this.reading.set(runId, true);
      return;
    }
    this.reading.set(runId, false);
    try {
      const run = await this.client.run(runId);
      this.store.setState(({ nodes }) => ({ nodes: withOutputs(nodes, run) }));
    } catch {
      // What a card cannot show now it shows when the page is opened again.
    }
    const again = this.reading.get(runId) === true;
    this.reading.delete(runId);
    if (again) await this.readOutputs(runId);
  }

  /** Ids and positions of runs that are not over, to go on from after a lost connection. */
  active(): LiveRun[] {
    return Object.values(this.store.getState().runs).filter((run) => isActive(run.status));
  }

  /** Takes in a run as it stands after event `seq`. */
  snapshot(run: Run, seq: number): void {
    const known = this.store.getState().runs[run.id];
    if (known && known.seq > seq) return;
    const wasActive = known !== undefined && isActive(known.status);
    const live: LiveRun = {
      id: run.id,
      status: run.status,
      pausing: run.pausing,
      seq,
      progress: run.progress,
    };
    this.store.setState((state) => ({
      runs: { ...state.runs, [run.id]: live },
      nodes: { ...state.nodes, ...this.executions(run, state.nodes) },
    }));
    if (!wasActive || isActive(run.status)) return;
    for (const nodeId of Object.keys(run.nodes)) this.handlers.ended(nodeId, run.id);
    this.handlers.runFinished(live, run.error);
  }

  /** Takes in one event; one that was seen already is left out. */
  event(event: RunEvent): void {
    const known = this.store.getState().runs[event.runId];
    if (known && event.seq <= known.seq) return;
    this.store.setState((state) => reduce(state, event));
    if (event.type === "node.image" || event.type === "node.file")
      this.handlers.image(event.nodeId, event.asset, event.runId);
    if (event.type === "node.review") this.handlers.review(event.nodeId);
    if (event.type === "node.finished" || event.type === "node.failed")
      this.handlers.ended(event.nodeId, event.runId);
    if (event.type === "run.finished") {
      const run = this.store.getState().runs[event.runId];
      if (run) this.handlers.runFinished(run, event.error ?? null);
    }
  }

  private executions(run: Run, known: RunsState["nodes"]): Record<string, NodeRun> {
    const entries = Object.entries(run.nodes)
      .filter(([nodeId]) => supersedes(run.id, known[nodeId]))
      .map(([nodeId, execution]): [string, NodeRun] => [
        nodeId,
        { ...blank(run.id), ...known[nodeId], ...fromExecution(run.id, execution) },
      ]);
    return Object.fromEntries(entries);
  }
}

/** Run ids grow with time only by chance, so a run replaces another unless that one is still busy. */
function supersedes(runId: string, known: NodeRun | undefined): boolean {
  return known === undefined || known.runId === runId || !isBusy(known);
}

function blank(runId: string): NodeRun {
  return {
    runId,
    status: "pending",
    fraction: null,
    text: null,
    queuePosition: null,
    items: null,
    preview: null,
    written: null,
    output: null,
    review: null,
    error: null,
    warnings: [],
    startedAt: null,
    endedAt: null,
    cost: null,
    cached: false,
  };
}

function fromExecution(runId: string, execution: Execution): Partial<NodeRun> {
  const { status, output, error, warnings, startedAt, endedAt, cost, cached } = execution;
  const review = execution.review?.prompt ?? null;
  const items = execution.progress;
  return {
    runId,
    status,
    output,
    error,
    warnings,
    startedAt,
    endedAt,
    cost,
    cached,
    review,
    items,
  };
}

function reduce(state: RunsState, event: RunEvent): Partial<RunsState> {
  const before = state.runs[event.runId];
  const run: LiveRun = {
    id: event.runId,
    status: runStatus(event, before?.status ?? "running"),
    pausing: isPausing(event, before?.pausing ?? false),
    seq: event.seq,
    progress: progressAfter(event, before?.progress ?? { done: 0, total: 0 }),
  };
  const runs = { ...state.runs, [run.id]: run };
  if (!("nodeId" in event) || event.nodeId === undefined) {
    if (event.type === "run.paused") return { runs, nodes: rest(state.nodes, run) };
    return event.type === "run.finished" ? { runs, nodes: settle(state.nodes, run) } : { runs };
  }
  const known = state.nodes[event.nodeId];
  const node = known?.runId === run.id ? known : blank(run.id);
  return {
    runs,
    nodes: { ...state.nodes, [event.nodeId]: { ...node, ...nodeChange(event, node) } },
  };
}

/** A run tells how far it is only when asked; between, each node's end counts. */
function progressAfter({ type }: RunEvent, { done, total }: LiveRun["progress"]) {
  const ends = type === "node.finished" || type === "node.failed" || type === "node.skipped";
  return { done: ends ? Math.min(total, done + 1) : done, total };
}

function runStatus(event: RunEvent, before: RunStatus): RunStatus {
  if (event.type === "run.finished") return event.status;
  if (event.type === "run.paused") return "paused";
  return event.type === "run.started" ? "running" : before;
}

function isPausing({ type }: RunEvent, before: boolean): boolean {
  if (type === "run.pausing") return true;
  return before && !type.startsWith("run.");
}

function nodeChange(event: RunEvent, known: NodeRun): Partial<NodeRun> {
  switch (event.type) {
    case "node.queued":
      return { status: "queued", review: null };
    case "node.started":
      return {
        ...{ status: "running", startedAt: event.at, endedAt: null, error: null, warnings: [] },
        ...{ fraction: null, text: null, queuePosition: null, preview: null, review: null },
        written: null,
        items: null,
      };
    case "node.text":
      return { written: (known.written ?? "").slice(0, event.start) + event.text };
    case "node.tool":
      return { text: event.text };
    case "node.progress":
      if (event.preview !== undefined) return { status: "running", preview: event.preview };
      return {
        status: "running",
        fraction: event.fraction ?? null,
        text: event.text ?? null,
        queuePosition: event.queuePosition ?? null,
        ...itemsOf(event),
        review: null,
      };
    case "node.review":
      return { review: event.prompt };
    case "node.finished":
      return {
        ...{ status: "succeeded", endedAt: event.at, error: null, text: null, fraction: 1 },
        review: null,
        ...{ cost: event.cost, warnings: event.warnings, cached: event.cached },
      };
    case "node.failed":
      return {
        ...{ status: "failed", endedAt: event.at, error: event.error, text: null },
        ...{ preview: null, review: null },
      };
    case "node.skipped":
      return { status: "skipped" };
    default:
      return {};
  }
}

/** A node that runs once counts its images in the same way, and has no items. */
function itemsOf({ done, failed, total }: RunEvent & { type: "node.progress" }) {
  if (done === undefined || failed === undefined || total === undefined) return {};
  return { items: total > 1 ? { done, failed, total } : null };
}

/** When a run is over, what of it still looked busy is not. */
function settle(nodes: RunsState["nodes"], run: LiveRun): RunsState["nodes"] {
  const rest = Object.entries(nodes).filter(([, node]) => node.runId === run.id && isBusy(node));
  const ended = rest.map(([id, node]): [string, NodeRun] => [
    id,
    { ...node, status: "cancelled", preview: null, review: null },
  ]);
  return { ...nodes, ...Object.fromEntries(ended) };
}

function withOutputs(nodes: RunsState["nodes"], run: Run): RunsState["nodes"] {
  const read = Object.entries(run.nodes).flatMap(([id, { output }]): [string, NodeRun][] => {
    const node = nodes[id];
    return node?.runId === run.id ? [[id, { ...node, output }]] : [];
  });
  return { ...nodes, ...Object.fromEntries(read) };
}

/** While a run is paused nothing of it works; what waits for a word goes on waiting. */
function rest(nodes: RunsState["nodes"], run: LiveRun): RunsState["nodes"] {
  const busy = Object.entries(nodes).filter(
    ([, node]) => node.runId === run.id && node.review === null && isBusy(node),
  );
  return {
    ...nodes,
    ...Object.fromEntries(busy.map(([id, node]) => [id, { ...node, status: "pending" as const }])),
  };
}

function confirmed(nodes: RunsState["nodes"], runId: string, nodeId: string): RunsState["nodes"] {
  const node = nodes[nodeId];
  return node?.runId === runId ? { ...nodes, [nodeId]: { ...node, review: null } } : nodes;
}

import type { Client } from "@/api/client";
import { Live } from "@/api/live";
import type {
  Asset,
  DryRun,
  Estimate,
  LiveMessage,
  NodeData,
  Run,
  TemplateFilter,
  Workflow,
} from "@/api/types";
import { emptyDoc, toDocument, type Doc } from "@/graph/document";
import { formerNames } from "@/graph/formerNames";
import { isWriting } from "@/graph/writing";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";

import type { Alerts } from "./alerts";
import { Answers } from "./answers";
import { CatalogueStore } from "./catalogueStore";
import { Credentials } from "./credentials";
import { Editor } from "./editor";
import { History } from "./history";
import type { Journal } from "./journal";
import type { Language } from "./language";
import { Latest } from "./latest";
import { Launch } from "./launch";
import { Notices } from "./notices";
import { Pictures } from "./pictures";
import { Removals } from "./removals";
import { runBlock } from "./runBlock";
import { Runs } from "./runs";
import { Saving } from "./saving";
import type { Theme } from "./theme";
import { View } from "./view";

/** The parts of the canvas, put together once. */
export class Studio {
  readonly notices = new Notices();
  readonly removals = new Removals(this.notices);
  readonly view = new View();
  readonly prices = new Answers<Estimate>();
  readonly previews = new Answers<DryRun | null>();
  readonly filters = new Answers<readonly TemplateFilter[]>();
  readonly credentials: Credentials;
  readonly editor: Editor;
  readonly saving: Saving;
  readonly runs: Runs;
  readonly history: History;
  readonly launch: Launch;
  readonly pictures: Pictures;
  private readonly live: Live;
  private readonly opening = new Latest();
  /** Nodes that are about to be run, one after the other. */
  private readonly toRun = new Set<string>();
  private lastToRun: Promise<void> = Promise.resolve();

  constructor(
    readonly client: Client,
    readonly theme: Theme,
    readonly language: Language,
    readonly alerts: Alerts,
    private readonly journal: Journal,
    private readonly liveAddress: string,
    readonly catalogue = catalogueIn(client, language),
  ) {
    this.credentials = new Credentials(client);
    this.editor = new Editor(this.catalogue.current, this.notices);
    this.saving = new Saving(client, this.editor, journal);
    this.history = new History(client, this.notices, () => formerNames(this.editor.doc));
    this.runs = new Runs(client, this.saving, this.notices, {
      image: (nodeId, asset) => this.pictureMade(nodeId, asset),
      review: (nodeId) => this.view.callTo(nodeId),
      ended: (nodeId, runId) => this.nodeEnded(nodeId, runId),
      runFinished: (run) => void this.runs.readOutputs(run.id),
    });
    this.launch = new Launch(this);
    this.pictures = new Pictures(this);
    this.live = new Live(liveAddress, {
      message: (message) => this.heard(message),
      opened: () => this.subscribe(),
      closed: () => undefined,
    });
  }

  /** Loads the catalogue and a workflow: the one named, else the one changed last, else a new one. */
  async start(workflowId: string | null): Promise<string> {
    const [workflow] = await Promise.all([this.firstWorkflow(workflowId), this.catalogue.load()]);
    await this.show(workflow);
    this.live.open();
    return workflow.id;
  }

  /** Opens another workflow, unless a third is asked for meanwhile. */
  async openWorkflow(workflowId: string): Promise<void> {
    const isNewest = this.opening.begin();
    if (this.isOpen(workflowId)) return;
    const workflow = await this.client.workflow(workflowId);
    // Last of all: edits that were made during the answer are saved, too.
    await this.saving.flush();
    if (!isNewest()) return;
    this.unsubscribe();
    await this.show(workflow);
    if (this.isOpen(workflowId)) this.subscribe();
  }

  /** Whether this is the workflow on the canvas. */
  isOpen(workflowId: string | null): boolean {
    return this.saving.store.getState().workflowId === workflowId;
  }

  /** Looks again which models can be used; what is known stays where the server is not there. */
  refreshModels(): void {
    this.catalogue.refresh().catch(() => undefined);
  }

  /**
   * Runs one node; one that holds a picture makes a new one in its place. One after the other:
   * what was begun just before is known then, and a double click is meant once.
   */
  runNode(nodeId: string): void {
    if (this.toRun.has(nodeId)) return;
    this.toRun.add(nodeId);
    const isStill = this.pictures.here();
    this.lastToRun = this.lastToRun
      .then(() => (isStill() ? this.runNow(nodeId) : undefined))
      .catch((error: unknown) => this.notices.fail(error))
      .finally(() => this.toRun.delete(nodeId));
  }

  private async runNow(nodeId: string): Promise<void> {
    const { doc } = this.editor;
    const nodes = this.runs.store.getState().nodes;
    const reason = runBlock(doc, this.catalogue.current(), nodes, nodeId);
    if (reason !== null) return this.notices.say({ text: reason });
    const field = this.pictures.fieldOf(nodeId);
    if (field && doc.nodes.byId[nodeId]?.data[field] !== undefined)
      this.editor.setData(nodeId, { [field]: undefined });
    await this.runs.start([nodeId]);
  }

  /** Gives a node the settings that made one of its pictures. */
  restore(nodeId: string, settings: NodeData): void {
    const node = this.editor.doc.nodes.byId[nodeId];
    if (!node) return;
    const gone = Object.keys(node.data).map((key) => [key, undefined] as const);
    const kept = this.pictures.fieldOf(nodeId);
    const changes = { ...Object.fromEntries(gone), ...settings };
    if (kept) delete changes[kept];
    this.editor.settle();
    this.editor.restoreData(nodeId, changes);
  }

  /** Makes the canvas what it was at another time, as one step. */
  bringBack(was: Doc, when: string): void {
    const label = t("store.bringingBack", { when });
    this.editor.become(was, label, t("store.broughtBack", { when }));
  }

  /** Opens what the workflow was at another time as a workflow of its own. */
  async openCopy(was: Doc, when: string): Promise<void> {
    const name = t("store.copyOfRun", { name: was.meta.name || t("store.untitled"), when });
    const made = await this.client.createWorkflow({ ...toDocument(was), name });
    await this.openWorkflow(made.id);
  }

  /** A studio with the same catalogue and nothing open, which is never saved and hears of nothing. */
  aside(): Studio {
    const { client, theme, language, alerts, journal, liveAddress, catalogue } = this;
    return new Studio(client, theme, language, alerts, journal, liveAddress, catalogue);
  }

  private async firstWorkflow(workflowId: string | null): Promise<Workflow> {
    if (workflowId !== null) return this.client.workflow(workflowId);
    const known = await this.client.workflows();
    const newest = known.items.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))[0];
    if (newest) return this.client.workflow(newest.id);
    const blank = { ...emptyDoc, meta: { schema: 1, name: t("store.untitled") } };
    return this.client.createWorkflow(toDocument(blank));
  }

  private async show(workflow: Workflow): Promise<void> {
    this.runs.clear();
    this.history.open(workflow.id);
    const asked = this.client.runs({ workflowId: workflow.id, limit: 5 });
    const [recent] = await Promise.all([asked, this.saving.open(workflow)]);
    if (!this.isOpen(workflow.id)) return;
    // Newest run last, so that each node shows the newest that touched it.
    for (const run of recent.items.toReversed()) this.runs.snapshot(run, 0);
    void this.complete(recent.items);
  }

  /** Brings what a list of runs leaves out of the newest, unless another has begun since. */
  private async complete(shown: readonly Run[]): Promise<void> {
    const [newest] = shown;
    if (!newest || !Object.values(newest.nodes).some((node) => node.outputLeftOut)) return;
    const whole = await this.client.run(newest.id).catch(() => null);
    const known = Object.keys(this.runs.store.getState().runs);
    const isNewest = known.every((id) => shown.some((run) => run.id === id));
    if (whole && isNewest && known.includes(newest.id)) this.runs.snapshot(whole, 0);
  }

  private subscribe(): void {
    const { workflowId } = this.saving.store.getState();
    if (workflowId === null) return;
    this.live.send({ type: "subscribe", workflowId });
    for (const run of this.runs.active())
      this.live.send({ type: "subscribe", runId: run.id, after: run.seq });
    this.saving.hurry();
  }

  private unsubscribe(): void {
    const { workflowId } = this.saving.store.getState();
    if (workflowId !== null) this.live.send({ type: "unsubscribe", workflowId });
  }

  private heard(message: LiveMessage): void {
    if (message.type === "run") {
      if (this.isOpen(message.run.workflowId)) this.runs.snapshot(message.run, message.seq);
    } else if (message.type === "event") {
      // A run is told of whole before its events: of one that is not known, another workflow was open.
      if (message.event.runId in this.runs.store.getState().runs) this.runs.event(message.event);
    } else if (message.type === "workflow") {
      if (this.isOpen(message.workflowId)) void this.saving.heard(message.version);
    } else {
      this.notices.say({ text: served(message.detail), bad: true });
    }
  }

  private nodeEnded(nodeId: string, runId: string): void {
    void this.history.reload(nodeId);
    const node = this.editor.doc.nodes.byId[nodeId];
    const type = node && this.catalogue.current().types[node.type];
    // What others give is read when the run is over.
    if (type && isWriting(type, node.data)) void this.runs.readOutputs(runId);
  }

  private pictureMade(nodeId: string, asset: Asset): void {
    const now = formerNames(this.editor.doc).get(nodeId) ?? nodeId;
    const node = this.editor.doc.nodes.byId[now];
    if (node) this.history.add(now, asset, node.data);
  }
}

/** What the server offers, in the words of the language that is spoken. */
function catalogueIn(client: Client, language: Language): CatalogueStore {
  const catalogue = new CatalogueStore(client);
  language.store.subscribe(() => catalogue.tell());
  return catalogue;
}

import type { DryRun, WorkflowDocument } from "@/api/types";
import { createStore, type StoreApi } from "zustand/vanilla";

import type { Moment } from "./moment";
import { noFilter, type LibraryFilter } from "./libraryFilter";

export type DrawerName =
  | "add"
  | "assets"
  | "workflows"
  | "templates"
  | "runs"
  | "settings"
  | "models"
  | "credentials"
  | "keys"
  | "outline"
  | "versions";

export type DialogName =
  | { kind: "gallery"; nodeId: string; assetId?: string }
  | { kind: "library" }
  | { kind: "lightbox"; assetId: string }
  | { kind: "cropping"; nodeId: string; assetId: string }
  | { kind: "api" }
  | { kind: "publish" }
  | { kind: "shortcuts" }
  | { kind: "conflict" }
  | { kind: "past"; moment: Moment }
  | { kind: "largeRun"; ahead: DryRun; nodes: string[] | null }
  | { kind: "carried"; carried: CarriedWorkflow };

/** A workflow that came with an image, and what else can be done with that. */
export interface CarriedWorkflow {
  fileName: string;
  document: WorkflowDocument;
  addAsImage: () => void;
}

export interface ViewState {
  drawer: DrawerName | null;
  dialog: DialogName | null;
  /** Where closing the dialog leads back to. */
  under: DialogName | null;
  /** What the library is narrowed to. */
  filter: LibraryFilter;
  panelOpen: boolean;
  /** What is clicked or tapped joins the selection, or leaves it. */
  selecting: boolean;
  /** The comment or group whose words are being written. */
  annotating: string | null;
  /** A node to bring into the middle of the canvas. */
  centre: Request | null;
  /** A node that was added, to be brought out from under bars and panels. */
  reveal: Request | null;
  /** A node that waits for a word, perhaps out of sight. */
  call: Request | null;
}

/** `asked` tells two requests apart. */
interface Request {
  nodeId: string;
  asked: number;
}

/** What is open on the screen; no part of the document. */
export class View {
  readonly store: StoreApi<ViewState> = createStore<ViewState>(() => ({
    drawer: null,
    dialog: null,
    under: null,
    filter: noFilter,
    panelOpen: true,
    selecting: false,
    annotating: null,
    centre: null,
    reveal: null,
    call: null,
  }));

  /** Opens a drawer, or closes it where it is open already. */
  toggleDrawer(drawer: DrawerName): void {
    this.store.setState((state) => ({ drawer: state.drawer === drawer ? null : drawer }));
  }

  closeDrawer(): void {
    this.store.setState({ drawer: null });
  }

  openDialog(dialog: DialogName): void {
    this.store.setState({ dialog, under: null });
  }

  /** Opens a dialog that leads back to where it was opened from. */
  openOver(dialog: DialogName, under: DialogName): void {
    this.store.setState({ dialog, under });
  }

  closeDialog(): void {
    this.store.setState(({ under }) => ({ dialog: under, under: null }));
  }

  /** Back to the canvas, wherever the dialog was opened from. */
  closeDialogs(): void {
    this.store.setState({ dialog: null, under: null });
  }

  narrow(change: Partial<LibraryFilter>): void {
    this.store.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
  }

  showPanel(panelOpen: boolean): void {
    this.store.setState({ panelOpen });
  }

  selectMore(selecting: boolean): void {
    this.store.setState({ selecting });
  }

  annotate(annotating: string | null): void {
    this.store.setState({ annotating });
  }

  centreOn(nodeId: string): void {
    this.store.setState(({ centre }) => ({ centre: next(centre, nodeId) }));
  }

  revealNode(nodeId: string): void {
    this.store.setState(({ reveal }) => ({ reveal: next(reveal, nodeId) }));
  }

  callTo(nodeId: string): void {
    this.store.setState(({ call }) => ({ call: next(call, nodeId) }));
  }
}

function next(before: Request | null, nodeId: string): Request {
  return { nodeId, asked: (before?.asked ?? 0) + 1 };
}

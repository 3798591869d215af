import { createStore, type StoreApi } from "zustand/vanilla";

export type DrawerName =
  "add" | "assets" | "workflows" | "templates" | "runs" | "settings" | "models" | "outline";

export type DialogName =
  | { kind: "gallery"; nodeId: string }
  | { kind: "lightbox"; assetId: string }
  | { kind: "crop"; nodeId: string; assetId: string }
  | { kind: "api" }
  | { kind: "shortcuts" }
  | { kind: "conflict" };

export interface ViewState {
  drawer: DrawerName | null;
  dialog: DialogName | null;
  panelOpen: boolean;
  /** A node to bring into the middle of the canvas. */
  centre: Request | null;
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
    panelOpen: true,
    centre: null,
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
    this.store.setState({ dialog });
  }

  closeDialog(): void {
    this.store.setState({ dialog: null });
  }

  showPanel(panelOpen: boolean): void {
    this.store.setState({ panelOpen });
  }

  centreOn(nodeId: string): void {
    this.store.setState(({ centre }) => ({ centre: next(centre, nodeId) }));
  }

  callTo(nodeId: string): void {
    this.store.setState(({ call }) => ({ call: next(call, nodeId) }));
  }
}

function next(before: Request | null, nodeId: string): Request {
  return { nodeId, asked: (before?.asked ?? 0) + 1 };
}

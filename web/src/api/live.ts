import type { LiveMessage, LiveRequest } from "./types";

export interface LiveHandlers {
  message: (message: LiveMessage) => void;
  /** The connection is there, for the first time or again: subscribe now. */
  opened: () => void;
  closed: () => void;
}

const firstWait = 500;
const longestWait = 15_000;

/** The one WebSocket of this tab. It comes back by itself, waiting longer each time. */
export class Live {
  private socket: WebSocket | null = null;
  private wait = firstWait;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly url: string,
    private readonly handlers: LiveHandlers,
  ) {}

  open(): void {
    if (this.socket) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.wait = firstWait;
      this.handlers.opened();
    });
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      this.handlers.message(JSON.parse(event.data) as LiveMessage);
    });
    socket.addEventListener("close", () => this.lost(socket));
  }

  /** Does nothing while there is no connection: `opened` is the time to say it again. */
  send(request: LiveRequest): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(request));
  }

  private lost(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.handlers.closed();
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, longestWait);
  }
}

export function liveUrl(page: Location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/api/live`;
}

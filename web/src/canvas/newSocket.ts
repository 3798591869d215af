import type { Port } from "@/graph/ports";
import { t } from "@/i18n/t";

/** What stands at the socket that makes a new one when a wire ends on it. */
export function newSocketWords(port: Port): string {
  return t(port.type === "list" ? "lists.newSocket" : "canvas.newOutput");
}

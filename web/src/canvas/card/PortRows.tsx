import type { Port } from "@/graph/ports";
import { NEW_PORT } from "@/graph/ports";
import { t } from "@/i18n/t";
import { cx } from "@/ui/cx";

/** Sockets that have names of the person's own, a row each. */
export function PortRows({ ports }: { ports: readonly Port[] }) {
  const onlyFree = ports.length === 1 && ports[0]?.name === NEW_PORT;
  return (
    <ul>
      {ports.map((port) => (
        <li key={port.name} className="h-7 py-0.5">
          <span
            className={cx(
              "flex h-6 items-center justify-between rounded-sm px-2",
              port.name === NEW_PORT ? "text-muted" : "bg-raised",
            )}
          >
            <span className="truncate">
              {port.name === NEW_PORT ? (onlyFree ? t("canvas.newOutput") : "+") : port.title}
            </span>
            {port.side === "out" ? <span className="text-sm text-muted">{port.type}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

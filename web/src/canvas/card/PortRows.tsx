import type { NodeRecord, NodeType } from "@/api/types";
import { RequestLine } from "@/fields/RequestLine";
import type { Port } from "@/graph/ports";
import { NEW_PORT } from "@/graph/ports";
import { cx } from "@/ui/cx";
import { newSocketWords } from "../newSocket";

interface PortRowsProps {
  node: NodeRecord;
  type: NodeType;
  ports: readonly Port[];
}

/** Sockets that have names of the person's own, a row each. */
export function PortRows({ node, type, ports }: PortRowsProps) {
  return (
    <ul>
      {ports.map((port) => (
        <li key={port.name} className="h-7 py-0.5">
          {port.side === "out" ? (
            <RequestLine node={node} type={type} name={port.name} />
          ) : (
            <NamedInput port={port} alone={ports.length === 1} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** An input with a name of its own, or the free one that makes another. */
function NamedInput({ port, alone }: { port: Port; alone: boolean }) {
  const free = port.name === NEW_PORT;
  return (
    <span
      className={cx("flex h-6 items-center rounded-sm px-2", free ? "text-muted" : "bg-raised")}
    >
      <span className="truncate">{free ? (alone ? newSocketWords(port) : "+") : port.name}</span>
    </span>
  );
}

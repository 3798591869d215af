import type { NodeRecord } from "@/api/types";

import type { Catalogue } from "./catalogue";
import { why, type Connection } from "./connect";
import { nodesOf, type Doc } from "./document";
import { inputPorts, outputPorts, type Port } from "./ports";

interface PossibleWire {
  connection: Connection;
  output: Port;
  input: Port;
}

/** Every wire that a node's outputs could be the start of, those to near nodes first. */
export function possibleWires(doc: Doc, catalogue: Catalogue, nodeId: string): PossibleWire[] {
  const node = doc.nodes.byId[nodeId];
  if (!node) return [];
  const far = (other: NodeRecord) =>
    Math.hypot(other.position.x - node.position.x, other.position.y - node.position.y);
  return nodesOf(doc)
    .filter((other) => other.id !== nodeId)
    .toSorted((a, b) => far(a) - far(b))
    .flatMap((other) =>
      inputPorts(doc, catalogue, other).flatMap((input) =>
        outputPorts(catalogue, node).map((output) => ({
          ...{ output, input },
          connection: {
            ...{ source: nodeId, sourceHandle: output.name },
            ...{ target: other.id, targetHandle: input.name },
          },
        })),
      ),
    )
    .filter(({ connection }) => why(doc, catalogue, connection) === null);
}

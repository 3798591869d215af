/** The graph library with empty boxes: the least that a canvas of so many nodes could cost. */
import { ReactFlow, useNodesState, type Edge, type Node } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { createRoot } from "react-dom/client";

interface Scene {
  boxes: { id: string; x: number; y: number; width: number; height: number }[];
  wires: { id: string; source: string; target: string }[];
}

const boxStyle = { background: "#1c1c20", border: "1px solid #303036" };

const zoom = Number(new URLSearchParams(window.location.search).get("zoom") ?? 1);

function Bare({ scene }: { scene: Scene }) {
  const [nodes, , onNodesChange] = useNodesState<Node>(
    scene.boxes.map(({ id, x, y, width, height }) => ({
      ...{ id, width, height, position: { x, y }, data: {}, style: boxStyle },
    })),
  );
  const edges: Edge[] = scene.wires;
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onlyRenderVisibleElements
      minZoom={0.02}
      defaultViewport={{ x: 100, y: 50, zoom }}
      panOnScroll
    />
  );
}

const root = document.getElementById("root");
const answer = await fetch("./scene.json");
if (root) createRoot(root).render(<Bare scene={(await answer.json()) as Scene} />);

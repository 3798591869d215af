import type { NodeRecord, NodeType } from "@/api/types";
import { PriceTag } from "@/fields/PriceTag";
import { isRunnable } from "@/graph/writing";
import { useEstimate } from "@/store/useEstimate";
import { NamedIcon } from "@/ui/NamedIcon";

interface CardHeaderProps {
  node: NodeRecord;
  type: NodeType;
}

export function CardHeader({ node, type }: CardHeaderProps) {
  return (
    <header className="flex h-10 items-center gap-2 px-3">
      <span className="flex size-5 items-center justify-center rounded-sm bg-raised text-muted">
        <NamedIcon name={type.icon} size={13} />
      </span>
      <h3 className="flex-1 truncate font-semibold">{type.title}</h3>
      {isRunnable(type, node.data) ? (
        <Cost nodeId={node.id} />
      ) : (
        <span className="truncate text-sm text-muted">{node.id}</span>
      )}
    </header>
  );
}

function Cost({ nodeId }: { nodeId: string }) {
  return <PriceTag price={useEstimate(nodeId)} className="text-muted" />;
}

import { typeOf } from "@/graph/catalogue";
import { itemType } from "@/graph/itemType";
import { possibleWires } from "@/graph/possibleWires";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";

import { HandleShape } from "../wires/HandleShape";
import { PickList } from "./PickList";

interface ConnectListProps {
  nodeId: string;
  onClose: () => void;
}

/** Every input on the canvas that takes what a node gives, nearest node first. */
export function ConnectList({ nodeId, onClose }: ConnectListProps) {
  const { catalogue, editor } = useStudio();
  const { doc } = editor;
  const known = catalogue.current();
  const titleOf = (id: string) => {
    const node = doc.nodes.byId[id];
    return (node && typeOf(known, node)?.title) ?? id;
  };
  const rows = possibleWires(doc, known, nodeId).map(({ connection, output, input }) => ({
    id: `${connection.sourceHandle} ${connection.target} ${connection.targetHandle}`,
    title: t("mechanics.connectRow", { node: titleOf(connection.target), input: input.title }),
    hint: connection.target,
    icon: (
      <HandleShape type={output.type} filled={false} item={itemType(doc, known, nodeId, output)} />
    ),
    aside: <span className="text-sm text-muted">{connection.target}</span>,
    onPick: () => void editor.connect(connection),
  }));
  return (
    <PickList
      label={t("mechanics.connectFrom", { title: titleOf(nodeId) })}
      placeholder={t("mechanics.connectPlaceholder")}
      empty={t("mechanics.connectNothing")}
      rows={rows}
      onClose={onClose}
    />
  );
}

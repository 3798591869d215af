import { useState, type KeyboardEvent } from "react";
import type { NodeType } from "@/api/types";
import { byTitle } from "@/graph/byTitle";
import { carryNodeType } from "@/fields/nodeDrag";
import { placeBeside } from "@/graph/freePlace";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useCatalogue, useNodeTypes } from "@/store/hooks";
import { cx } from "@/ui/cx";
import { Drawer } from "@/ui/Drawer";
import { NamedIcon } from "@/ui/NamedIcon";
import { SearchField } from "@/ui/SearchField";
import { useListbox } from "@/ui/useListbox";

/** All node types by category, found by the names people know. Click or Enter adds, drag places. */
export default function AddDrawer() {
  const { editor, view } = useStudio();
  const catalogue = useCatalogue();
  const types = useNodeTypes();
  const [words, setWords] = useState("");
  const found = byCategory(
    byTitle(
      types.filter((type) => matches(type, words)),
      words,
    ),
  );

  const add = (type: NodeType) => {
    const id = editor.addNode(
      type.type,
      placeBeside(editor.doc, catalogue, type, editor.store.getState().selectedNodes),
    );
    view.closeDrawer();
    view.showPanel(true);
    if (id) view.centreOn(id);
  };
  const list = useListbox({
    rows: found.map(({ type, title }) => ({ value: type, label: title })),
    start: 0,
    typeahead: false,
    onPick: (index) => {
      const type = found[index];
      if (type) add(type);
    },
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) list.onKeyDown(event);
  };
  return (
    <Drawer
      title={t("panels.add")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={
        <SearchField
          label={t("panels.addSearch")}
          value={words}
          onChange={(text) => {
            setWords(text);
            list.setActive(0);
          }}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-expanded
          aria-controls={list.listId}
          aria-activedescendant={found.length > 0 ? list.optionId(list.active) : undefined}
        />
      }
    >
      <div
        id={list.listId}
        role="listbox"
        aria-label={t("panels.nodes")}
        aria-activedescendant={found.length > 0 ? list.optionId(list.active) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="p-2 outline-none"
      >
        {found.map((type, index) => (
          <div key={type.type} role="presentation">
            {type.category === found[index - 1]?.category ? null : (
              <p className="px-2 pt-2 pb-1 text-sm text-muted capitalize">{type.category}</p>
            )}
            <TypeRow
              type={type}
              id={list.optionId(index)}
              active={index === list.active}
              onPoint={() => list.setActive(index)}
              onAdd={() => add(type)}
            />
          </div>
        ))}
        {found.length === 0 ? (
          <p className="px-2 py-4 text-muted">{t("panels.addNothing")}</p>
        ) : null}
      </div>
    </Drawer>
  );
}

interface TypeRowProps {
  type: NodeType;
  id: string;
  active: boolean;
  onPoint: () => void;
  onAdd: () => void;
}

function TypeRow({ type, id, active, onPoint, onAdd }: TypeRowProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      draggable
      onDragStart={(event) => carryNodeType(event, type.type)}
      onPointerMove={onPoint}
      onClick={onAdd}
      className={cx("flex gap-3 rounded-sm px-2 py-2", active && "bg-hover")}
    >
      <span className="flex size-7 shrink-0 items-center justify-center rounded-sm bg-raised">
        <NamedIcon name={type.icon} size={15} className="text-muted" />
      </span>
      <span className="min-w-0">
        <span className="block font-medium">{type.title}</span>
        <span className="line-clamp-2 text-sm text-muted">{type.description}</span>
      </span>
    </div>
  );
}

function matches(type: NodeType, words: string): boolean {
  const text = [type.title, type.description, type.category, ...type.keywords]
    .join(" ")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The server's order, with the types of one category together. */
function byCategory(types: readonly NodeType[]): NodeType[] {
  const categories = [...new Set(types.map((type) => type.category))];
  return categories.flatMap((category) => types.filter((type) => type.category === category));
}

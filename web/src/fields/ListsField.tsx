import { Plus } from "lucide-react";
import type { Choice, JsonValue } from "@/api/types";
import { edgesInto } from "@/graph/document";
import type { ControlProps } from "@/graph/fieldSpec";
import { removeListPatch, renameListPatch } from "@/graph/listChanges";
import { namedLists, newListName, setLists, type NamedList } from "@/graph/namedLists";
import type { Patch } from "@/graph/patch";
import type { TemplateName } from "@/graph/template";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useEditor, useTemplateNames } from "@/store/hooks";
import { useSame } from "@/store/useSame";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { NamedCard } from "./NamedCard";
import { TemplateEditor } from "./TemplateEditor";

const none: readonly NamedList[] = [];

/** Named lists: each is wired in, or written as a text that is split into items. */
export function ListsField({ nodeId, spec, onChange }: ControlProps) {
  const { editor } = useStudio();
  const names = useTemplateNames(nodeId);
  const lists = useEditor(
    useSame(({ doc }) => {
      const node = doc.nodes.byId[nodeId];
      return node ? namedLists(node) : none;
    }),
  );
  const sources = useEditor(
    useSame(({ doc }) =>
      Object.fromEntries(edgesInto(doc, nodeId).map((edge) => [edge.targetHandle, edge.source])),
    ),
  );
  const splits = spec.schema.items?.properties?.["split"]?.oneOf ?? [];

  const edit = (label: string, make: () => Patch) => {
    editor.settle();
    editor.do(label, make());
  };
  const node = () => editor.doc.nodes.byId[nodeId];
  const write = (next: readonly NamedList[]) => onChange({ [spec.name]: next.map(asJson) });
  const rename = (from: string, to: string) => {
    const there = node();
    if (there)
      edit(t("fields.renamedField", { from, to }), () =>
        renameListPatch(editor.doc, there, from, to),
      );
  };
  const remove = (name: string) => {
    const there = node();
    if (there)
      edit(t("fields.removeField", { name }), () => removeListPatch(editor.doc, there, name));
  };
  const add = () =>
    edit(t("lists.add"), () => [
      setLists(nodeId, [...lists, { name: newListName(lists, t("lists.name")) }]),
    ]);

  return (
    <div className="flex w-full flex-col gap-3">
      {lists.map((list, index) => (
        <ListCard
          key={index}
          list={list}
          source={sources[list.name]}
          taken={lists.flatMap(({ name }, at) => (at === index ? [] : [name]))}
          names={names}
          splits={splits}
          onRename={(name) => rename(list.name, name)}
          onChange={(next) => write(lists.map((each, at) => (at === index ? next : each)))}
          onRemove={() => remove(list.name)}
        />
      ))}
      <Button tone="soft" size="sm" icon={Plus} onClick={add} className="self-start">
        {t("lists.add")}
      </Button>
    </div>
  );
}

interface ListCardProps {
  list: NamedList;
  /** The node it is wired from, if it is. */
  source: string | undefined;
  taken: readonly string[];
  names: readonly TemplateName[];
  splits: readonly Choice[];
  onRename: (name: string) => void;
  onChange: (list: NamedList) => void;
  onRemove: () => void;
}

function ListCard(props: ListCardProps) {
  const { list, source, taken, names, splits, onRename, onChange, onRemove } = props;
  const { name } = list;
  const held = asTyped(list);
  return (
    <NamedCard
      name={name}
      taken={taken}
      onRename={onRename}
      onRemove={onRemove}
      beside={
        source === undefined && (
          <Select
            label={t("lists.splitOf", { name })}
            value={held.split}
            choices={splits.map((each) => ({ value: String(each.const), label: each.title }))}
            onChange={(split) => onChange({ name, items: held.text, split })}
            className="max-w-28"
          />
        )
      }
    >
      {source === undefined ? (
        <TemplateEditor
          label={t("lists.itemsOf", { name })}
          value={held.text}
          names={names}
          placeholder={t("lists.hint")}
          onChange={(items) => onChange({ name, items, split: held.split })}
          className="h-24"
        />
      ) : (
        <p className="px-1 text-muted">{t("lists.wired", { source })}</p>
      )}
    </NamedCard>
  );
}

function asJson({ name, items, split }: NamedList): JsonValue {
  return {
    name,
    ...(items === undefined ? {} : { items }),
    ...(split === undefined ? {} : { split }),
  };
}

/** The items as a text: as it stands there, or typed ones as lines, else as JSON. */
function asTyped({ items, split }: NamedList): { text: string; split: string } {
  if (!Array.isArray(items))
    return {
      text: typeof items === "string" ? items : "",
      split: typeof split === "string" ? split : "lines",
    };
  return items.every(isLine)
    ? { text: items.join("\n"), split: "lines" }
    : { text: JSON.stringify(items, null, 1), split: "json" };
}

function isLine(item: JsonValue): item is string {
  return typeof item === "string" && item.trim() === item && item !== "" && !item.includes("\n");
}

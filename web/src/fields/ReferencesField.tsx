import type { Role } from "@/api/types";
import { filesByRole } from "@/graph/references";
import type { ControlProps } from "@/graph/fieldSpec";
import { inputPorts } from "@/graph/ports";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import {
  useCatalogue,
  useEditor,
  useModelOf,
  useReferences,
  type ShownReference,
} from "@/store/hooks";
import { useSame } from "@/store/useSame";
import { EmptyTile } from "./EmptyTile";
import { ReferenceTile } from "./ReferenceTile";

/** Large tiles: every reference in its order, and a free place for each role that still takes one. */
export function ReferencesField({ nodeId, spec, onChange }: ControlProps) {
  const { editor, view } = useStudio();
  const model = useModelOf(nodeId);
  const references = useReferences(nodeId);
  const roles = useRoles(nodeId);

  const change = (role: Role, make: (before: readonly string[]) => string[]) => {
    // As it stands there now: an upload may have begun long ago.
    const node = editor.doc.nodes.byId[nodeId];
    const { [role]: before = [], ...others } = node ? filesByRole(node) : {};
    const ids = make(before);
    const next = ids.length > 0 ? { ...others, [role]: ids } : others;
    onChange({ [spec.name]: Object.keys(next).length > 0 ? next : undefined });
  };
  const remove = ({ reference }: ShownReference) => {
    if (reference.kind === "wire") editor.remove([], [reference.edgeId]);
    else change(reference.role, (before) => before.filter((_, at) => at !== reference.index));
  };
  const free = roles.filter(({ role }) => {
    const limit = model?.sockets.find((socket) => socket.role === role)?.limit ?? 0;
    return references.filter((each) => each.role === role).length < limit;
  });
  const room = !model || references.length < model.maxReferences;
  return (
    <div className="grid w-full grid-cols-2 gap-2">
      {references.map((shown, index) => (
        <ReferenceTile
          key={`${shown.role} ${index}`}
          shown={shown}
          number={index + 1}
          title={roles.find(({ role }) => role === shown.role)?.title ?? shown.role}
          onOpen={(assetId) => view.openDialog({ kind: "lightbox", assetId })}
          onRemove={() => remove(shown)}
        />
      ))}
      {room
        ? free.map(({ role, title }) => (
            <EmptyTile
              key={role}
              label={title}
              multiple
              className="h-full min-h-15"
              choosing={{ nodeId, media: spec.schema["x-media"] }}
              onAssets={(ids) => change(role, (before) => [...before, ...ids])}
            />
          ))
        : null}
      {model && roles.length === 0 ? (
        <p className="col-span-2 text-muted">{t("fields.noSockets", { model: model.title })}</p>
      ) : null}
    </div>
  );
}

/** The roles that the node's sockets have now, with the titles of those sockets. */
function useRoles(nodeId: string): readonly { role: Role; title: string }[] {
  const catalogue = useCatalogue();
  return useEditor(
    useSame(({ doc }) => {
      const node = doc.nodes.byId[nodeId];
      const ports = node ? inputPorts(doc, catalogue, node) : [];
      return ports.flatMap(({ role, title }) => (role ? [{ role, title }] : []));
    }),
  );
}

import type { NodeRecord } from "@/api/types";
import type { DocChanges } from "@/graph/versions";
import { t } from "@/i18n/t";
import { useCatalogue } from "@/store/hooks";

interface ChangeListProps {
  title: string;
  changes: DocChanges;
}

/** What lies between two versions: the names of nodes, and the rest in a line. */
export function ChangeList({ title, changes }: ChangeListProps) {
  const rest = [
    changes.name === null ? "" : t("running.renamed", { name: changes.name }),
    changes.wires > 0 ? t("running.wires", { n: changes.wires }) : "",
    changes.moved > 0 ? t("running.moved", { n: changes.moved }) : "",
  ].filter(Boolean);
  const nodes = changes.added.length + changes.removed.length + changes.changed.length;
  return (
    <section aria-label={title} className="flex flex-col gap-0.5 text-sm">
      <h4 className="text-muted">{title}</h4>
      <Names sign="+" what={t("running.added")} nodes={changes.added} />
      <Names sign="−" what={t("running.removed")} nodes={changes.removed} />
      <Names sign="~" what={t("running.changed")} nodes={changes.changed} />
      {rest.length > 0 ? <p className="text-muted">{rest.join(" · ")}</p> : null}
      {nodes + rest.length === 0 ? <p>{t("running.nothingChanged")}</p> : null}
    </section>
  );
}

interface NamesProps {
  sign: string;
  what: string;
  nodes: readonly NodeRecord[];
}

const MOST = 8;

function Names({ sign, what, nodes }: NamesProps) {
  const { types } = useCatalogue();
  if (nodes.length === 0) return null;
  const more = nodes.length - MOST;
  return (
    <ul aria-label={what}>
      {nodes.slice(0, MOST).map(({ id, type }) => (
        <li key={id} className="flex gap-1.5">
          <span aria-hidden className="w-2.5 shrink-0 text-center text-muted">
            {sign}
          </span>
          <span className="min-w-0 truncate">
            {types[type]?.title ?? type} <span className="text-muted">{id}</span>
          </span>
        </li>
      ))}
      {more > 0 ? <li className="pl-4 text-muted">{t("running.andMore", { n: more })}</li> : null}
    </ul>
  );
}

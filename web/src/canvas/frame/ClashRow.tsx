import { asText } from "@/fields/schema";
import type { Doc } from "@/graph/document";
import { fieldSpecs } from "@/graph/fieldSpec";
import type { Clash } from "@/graph/merge";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useCatalogue, useEditor } from "@/store/hooks";

interface ClashRowProps {
  clash: Clash;
  theirs: Doc;
}

/** One thing that both sides changed, as it stands here and there. */
export function ClashRow({ clash, theirs }: ClashRowProps) {
  const mine = useEditor((state) => state.doc);
  const { types } = useCatalogue();
  const { nodeId, field } = clash;
  const node = nodeId === null ? undefined : (mine.nodes.byId[nodeId] ?? theirs.nodes.byId[nodeId]);
  const type = node && types[node.type];
  const spec = type && fieldSpecs(type).find(({ name }) => name === field);
  return (
    <li className="flex flex-col gap-1.5 rounded-sm bg-raised px-2.5 py-2">
      <p>
        <span className="font-medium">{type?.title ?? nodeId ?? t("canvas.workflowName")}</span>{" "}
        <span className="text-muted">
          {nodeId === null ? "" : (spec?.title ?? field ?? t("canvas.conflictRemoved"))}
        </span>
      </p>
      {field === null ? null : (
        <dl className="grid grid-cols-2 gap-3 text-sm">
          <Side label={tl("past.mine")} value={valueIn(mine, clash)} />
          <Side label={tl("past.theirs")} value={valueIn(theirs, clash)} />
        </dl>
      )}
    </li>
  );
}

function Side({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted">{label}</dt>
      <dd className="line-clamp-5 wrap-break-word whitespace-pre-wrap">{value || "–"}</dd>
    </div>
  );
}

/** What a document says where both sides changed it; empty where it says nothing. */
function valueIn(doc: Doc, { nodeId, field }: Clash): string {
  if (field === null) return "";
  const data = nodeId === null ? undefined : doc.nodes.byId[nodeId]?.data;
  if (data && field in data) return asText(data[field]);
  const record: Readonly<Record<string, unknown>> =
    nodeId === null ? doc.meta : { ...doc.annotations.byId[nodeId] };
  const value = record[field];
  return typeof value === "string" ? value : "";
}

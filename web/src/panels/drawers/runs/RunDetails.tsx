import { useQuery } from "@tanstack/react-query";
import { Download, History, Play } from "lucide-react";
import type { ErrorBody, JsonValue, Run } from "@/api/types";
import { runDownloadUrl } from "@/api/urls";
import { AssetMedia } from "@/fields/AssetMedia";
import { AssetPicture } from "@/fields/AssetPicture";
import { assetTitle } from "@/fields/assetTitle";
import { served } from "@/i18n/served";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { happened } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { useEditor, useHidden } from "@/store/hooks";
import { isActive } from "@/store/runs";
import { Button } from "@/ui/Button";
import { LinkButton } from "@/ui/LinkButton";
import { ExecutionRow } from "./ExecutionRow";
import { assetIn, valueWords } from "./runWords";

const THUMBNAIL = 56;
const MOST_PICTURES = 48;

/** What went into a run, what came out, what each node took, and what to do with it now. */
export function RunDetails({ run }: { run: Run }) {
  return (
    <div className="flex flex-col gap-3 px-2 pt-1 pb-3">
      {run.error ? <Fault error={run.error} /> : null}
      {run.calledBy ? <CalledBy caller={run.calledBy} /> : null}
      <Values label={tl("library.inputs")} values={run.inputs} />
      <Values label={tl("library.outputs")} values={useOutputs(run)} />
      <Pictures runId={run.id} stand={run.progress.done} />
      <ul>
        {Object.entries(run.nodes).map(([nodeId, execution]) => (
          <ExecutionRow key={nodeId} nodeId={nodeId} execution={execution} />
        ))}
      </ul>
      <Actions run={run} />
    </div>
  );
}

/** What a run answers with; a list of runs leaves out what is long. */
function useOutputs(run: Run): Readonly<Record<string, JsonValue>> {
  const { client } = useStudio();
  const { data } = useQuery({
    queryKey: ["outputs of run", run.id, run.endedAt],
    queryFn: () => client.run(run.id),
    enabled: run.outputs === null && run.status === "succeeded",
  });
  return run.outputs ?? data?.outputs ?? {};
}

function Fault({ error }: { error: ErrorBody }) {
  return (
    <div>
      <p className="text-bad">{happened(error)}</p>
      {error.hint ? <p className="text-sm text-muted">{served(error.hint)}</p> : null}
    </div>
  );
}

/** The run was had run by a text model of another one. */
function CalledBy({ caller }: { caller: NonNullable<Run["calledBy"]> }) {
  const studio = useStudio();
  const { workflowId } = caller;
  const open = (id: string) => {
    studio.openWorkflow(id).catch((error: unknown) => studio.notices.fail(error));
  };
  return (
    <p className="text-sm text-muted">
      {tl("tools.calledBy", { node: caller.nodeId })}{" "}
      {workflowId === null ? null : (
        <Button tone="link" onClick={() => open(workflowId)}>
          {tl("tools.openCaller")}
        </Button>
      )}
    </p>
  );
}

interface ValuesProps {
  label: string;
  values: Readonly<Record<string, JsonValue>>;
}

function Values({ label, values }: ValuesProps) {
  const told = Object.entries(values)
    .map(([name, value]) => ({ name, assetId: assetIn(value), words: valueWords(value) }))
    .filter(({ assetId, words }) => assetId !== null || words !== "");
  if (told.length === 0) return null;
  return (
    <section aria-label={label}>
      <h3 className="mb-1 text-sm text-muted">{label}</h3>
      <dl className="flex flex-col gap-1">
        {told.map(({ name, assetId, words }) => (
          <div key={name} className="flex gap-2 text-sm">
            <dt className="shrink-0 font-medium">{name}</dt>
            <dd className="line-clamp-3 min-w-0 break-words" title={words}>
              {assetId ? (
                <span className="block size-11 overflow-hidden rounded-sm">
                  <AssetPicture assetId={assetId} alt={name} width={THUMBNAIL} />
                </span>
              ) : (
                words
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** All that the run has made so far. */
function Pictures({ runId, stand }: { runId: string; stand: number }) {
  const { client, view } = useStudio();
  const hidden = useHidden();
  const { data } = useQuery({
    queryKey: ["pictures of run", runId, stand],
    queryFn: () => client.assets({ runId, limit: MOST_PICTURES }),
    placeholderData: (before) => before,
  });
  const made = (data?.items ?? []).filter(({ id }) => !hidden.has(id));
  if (made.length === 0) return null;
  return (
    <>
      <ul aria-label={tl("library.pictures")} className="flex flex-wrap gap-1.5">
        {made.map((asset) => (
          <li key={asset.id}>
            <button
              type="button"
              aria-label={tl("library.openPicture", { title: assetTitle(asset) })}
              title={assetTitle(asset)}
              onClick={() => view.openDialog({ kind: "lightbox", assetId: asset.id })}
              className="block size-14 overflow-hidden rounded-sm bg-raised"
            >
              <AssetMedia asset={asset} alt="" width={THUMBNAIL} />
            </button>
          </li>
        ))}
      </ul>
      <div>
        <LinkButton href={runDownloadUrl(runId)} download icon={Download}>
          {tl("films.downloadAll")}
        </LinkButton>
      </div>
    </>
  );
}

function Actions({ run }: { run: Run }) {
  const studio = useStudio();
  const present = useEditor(({ doc }) => doc.nodes.byId);
  if (isActive(run.status))
    return (
      <Button size="sm" className="self-start" onClick={() => void studio.runs.cancel(run.id)}>
        {t("panels.stop")}
      </Button>
    );
  const ran = Object.keys(run.nodes).filter((id) => !run.nodes[id]?.cached);
  const there = ran.filter((id) => id in present);
  return (
    <div className="flex gap-1.5">
      <Button
        size="sm"
        icon={Play}
        tip={tl("library.runAgainTip")}
        reason={reasonNotToRepeat(ran.length, there.length)}
        onClick={() => void studio.runs.again(run, there)}
      >
        {tl("library.runAgain")}
      </Button>
      <Button
        size="sm"
        icon={History}
        onClick={() => studio.view.openDialog({ kind: "past", moment: { kind: "run", run } })}
      >
        {tl("library.theGraph")}
      </Button>
    </div>
  );
}

/** The nodes of a run must still be there to run again. */
function reasonNotToRepeat(ran: number, there: number): string | null {
  if (there === ran) return null;
  return there === 0 ? tl("library.nothingToRepeat") : tl("library.graphGone", { n: ran - there });
}

import type { DryRun } from "@/api/types";
import { priceWords } from "@/fields/words";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useCatalogue, useEditor } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

interface LargeRunProps {
  ahead: DryRun;
  nodes: string[] | null;
}

const MOST_SHOWN = 12;

/** What a large run would do and cost, before it does. */
export function LargeRun({ ahead, nodes }: LargeRunProps) {
  const { runs, view } = useStudio();
  const catalogue = useCatalogue();
  const byId = useEditor((state) => state.doc.nodes.byId);
  const close = () => view.closeDialog();
  const start = () => {
    close();
    void runs.start(nodes ?? undefined);
  };
  const paid = Object.entries(ahead.nodes)
    .filter(([, { maxCredits }]) => maxCredits !== 0)
    .toSorted(([, a], [, b]) => (b.maxCredits ?? Infinity) - (a.maxCredits ?? Infinity));
  const more = paid.length - MOST_SHOWN;
  const price = priceWords(ahead.estimate);
  return (
    <Dialog
      title={t("running.largeRun")}
      closeLabel={t("canvas.close")}
      size="sm"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t("canvas.cancel")}</Button>
          <Button tone="gold" onClick={start}>
            {t("running.runFor", { price })}
          </Button>
        </>
      }
    >
      <p>{t("running.largeRunText", { n: ahead.runs.length, price })}</p>
      {ahead.reused.length > 0 ? (
        <p className="text-muted">{t("running.reusedCount", { n: ahead.reused.length })}</p>
      ) : null}
      <ul className="mt-3 flex flex-col gap-1">
        {paid.slice(0, MOST_SHOWN).map(([id, estimate]) => (
          <li key={id} className="flex justify-between gap-3 rounded-sm bg-raised px-2.5 py-1.5">
            <span className="min-w-0 truncate">
              {catalogue.types[byId[id]?.type ?? ""]?.title ?? id}{" "}
              <span className="text-muted">{id}</span>
            </span>
            <span className="shrink-0 text-muted">{priceWords(estimate)}</span>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="mt-1 text-sm text-muted">{t("running.andMore", { n: more })}</p>
      ) : null}
    </Dialog>
  );
}

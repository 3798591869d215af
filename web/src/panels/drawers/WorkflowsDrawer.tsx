import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, Download, FilePlus2, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { WorkflowDocument, WorkflowSummary } from "@/api/types";
import { whenWords } from "@/fields/words";
import { emptyDoc, fromDocument, toDocument } from "@/graph/document";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { openFile } from "@/store/exchange";
import { useHidden, useWorkflowId } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Drawer } from "@/ui/Drawer";
import { IconButton } from "@/ui/IconButton";
import { useNow } from "@/ui/useNow";

const KEY = ["workflows"] as const;

/** All workflows: open, begin, copy, take out as a file and bring in again. */
export default function WorkflowsDrawer() {
  const studio = useStudio();
  const { client, notices, removals, view } = studio;
  const queries = useQueryClient();
  const current = useWorkflowId();
  const hidden = useHidden();
  const now = useNow();
  const file = useRef<HTMLInputElement>(null);
  const [making, setMaking] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) => client.workflows(pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const workflows = (pages.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((workflow) => !hidden.has(workflow.id));

  const attempt = (work: () => Promise<void>) => {
    work()
      .then(() => queries.invalidateQueries({ queryKey: KEY }))
      .catch((error: unknown) => notices.fail(error))
      .finally(() => setMaking(false));
  };
  const begin = (document: WorkflowDocument) => {
    // A double click is meant once.
    if (making) return;
    setMaking(true);
    attempt(async () => {
      const made = await client.createWorkflow(document);
      await studio.openWorkflow(made.id);
    });
  };
  const copy = ({ id, name }: WorkflowSummary) =>
    attempt(async () => {
      const document = toDocument(fromDocument(await client.workflow(id)));
      await client.createWorkflow({ ...document, name: t("panels.copyOf", { name }) });
    });
  const bringIn = (chosen: File) =>
    attempt(async () => {
      await openFile(studio, chosen);
    });
  const takeOut = () =>
    attempt(async () => {
      // The names of its tools are known to the server; without it they are left as they were.
      const kept = current === null ? null : await client.workflow(current).catch(() => null);
      const names = kept?.calledWorkflows ? { calledWorkflows: kept.calledWorkflows } : {};
      download({ ...toDocument(studio.editor.doc), ...names });
    });
  return (
    <Drawer
      title={t("panels.workflows")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={
        <div className="flex gap-1.5">
          <Button
            icon={FilePlus2}
            className="flex-1"
            onClick={() =>
              begin(toDocument({ ...emptyDoc, meta: { schema: 1, name: t("store.untitled") } }))
            }
          >
            {t("panels.newWorkflow")}
          </Button>
          <IconButton
            icon={Upload}
            tone="soft"
            className="size-8"
            label={t("panels.bringIn")}
            onClick={() => file.current?.click()}
          />
          <IconButton
            icon={Download}
            tone="soft"
            className="size-8"
            label={t("panels.takeOut")}
            onClick={takeOut}
          />
        </div>
      }
    >
      <ul className="p-2">
        {workflows.map((workflow) => (
          <li
            key={workflow.id}
            className={cx(
              "group flex items-center rounded-sm pr-1 hover:bg-hover",
              workflow.id === current && "bg-raised",
            )}
          >
            <button
              type="button"
              aria-current={workflow.id === current || undefined}
              onClick={() => attempt(() => studio.openWorkflow(workflow.id))}
              className="min-w-0 flex-1 rounded-sm px-2 py-1.5 text-left"
            >
              <span className="block truncate font-medium">
                {workflow.name || t("store.untitled")}
              </span>
              <span className="block text-sm text-muted">{whenWords(workflow.updatedAt, now)}</span>
            </button>
            <span className="flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
              <IconButton
                icon={Copy}
                size="sm"
                label={t("panels.copyWorkflow", { name: workflow.name })}
                onClick={() => copy(workflow)}
              />
              <IconButton
                icon={Trash2}
                size="sm"
                label={t("panels.deleteWorkflow", { name: workflow.name })}
                reason={workflow.id === current ? t("panels.isOpen") : null}
                onClick={() =>
                  removals.remove(workflow.id, t("panels.deleted", { name: workflow.name }), () =>
                    client.deleteWorkflow(workflow.id),
                  )
                }
              />
            </span>
          </li>
        ))}
      </ul>
      {pages.hasNextPage ? (
        <div className="flex justify-center pb-4">
          <Button size="sm" onClick={() => void pages.fetchNextPage()}>
            {t("panels.earlier")}
          </Button>
        </div>
      ) : null}
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,application/json,image/png,image/webp"
        aria-label={t("panels.bringIn")}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen) bringIn(chosen);
        }}
      />
    </Drawer>
  );
}

/** Saves a document on the person's own disk, as the JSON it is. */
function download(document: WorkflowDocument): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }),
  );
  const link = window.document.createElement("a");
  link.href = url;
  link.download = `${document.name.replace(/[^\w-]+/g, "-") || "workflow"}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

import type { WorkflowDocument } from "@/api/types";
import { MOST_BYTES, readWorkflow, type Refusal } from "@/graph/exchange";
import { workflowIn } from "@/graph/workflowInImage";
import { t } from "@/i18n/t";

import type { Studio } from "./studio";

const megabyte = 1024 * 1024;

/** A larger image is not searched for a workflow. */
const MOST_SEARCHED = 64 * megabyte;

/**
 * Makes a new workflow of a document and opens it. What was open stays as it is;
 * a notice offers to go back to it. Says what went wrong; answers whether it went well.
 */
export async function beginWith(
  studio: Studio,
  document: WorkflowDocument,
  text: string,
): Promise<boolean> {
  const before = studio.saving.store.getState().workflowId;
  try {
    const made = await studio.client.createWorkflow(document);
    await studio.openWorkflow(made.id);
    const back = () => void goBack(studio, made.id, before);
    const action = before === null ? {} : { action: { label: t("templates.back"), run: back } };
    studio.notices.say({ text, ...action });
    return true;
  } catch (error) {
    studio.notices.fail(error);
    return false;
  }
}

/** Opens a workflow from the text of a file or of the clipboard; says why where it is none. */
async function openText(studio: Studio, text: string, name: string): Promise<boolean> {
  const read = readWorkflow(text);
  if ("refused" in read) {
    studio.notices.say({ text: refusalWords(read, name), bad: true });
    return false;
  }
  const { document } = read;
  return beginWith(studio, document, t("templates.opened", { name: document.name || name }));
}

/** The same for what was pasted; a text that is no JSON at all was hardly meant as a workflow. */
export async function openPasted(studio: Studio, text: string): Promise<void> {
  if (/^\s*[{[]/.test(text)) await openText(studio, text, t("templates.pasted"));
  else studio.notices.say({ text: t("templates.neither"), bad: true });
}

/** The same for a file, which is not even read where it is too large; an image may carry a workflow. */
export async function openFile(studio: Studio, file: File): Promise<boolean> {
  if (isImage(file)) return openCarried(studio, file);
  if (file.size > MOST_BYTES) {
    const refusal = { refused: "tooLarge", bytes: file.size } as const;
    studio.notices.say({ text: refusalWords(refusal, file.name), bad: true });
    return false;
  }
  return openText(studio, await file.text(), file.name);
}

async function openCarried(studio: Studio, file: File): Promise<boolean> {
  const document = await carriedBy(file);
  if (document)
    return beginWith(studio, document, t("templates.opened", { name: document.name || file.name }));
  studio.notices.say({ text: t("templates.carriesNone", { name: file.name }), bad: true });
  return false;
}

/** The workflow that an image file carries, where that can be opened. */
export async function carriedBy(file: File): Promise<WorkflowDocument | null> {
  if (!isImage(file) || file.size > MOST_SEARCHED) return null;
  // What cannot be read here cannot be uploaded either, which then says so.
  const bytes = await file.arrayBuffer().catch(() => new ArrayBuffer(0));
  const read = readWorkflow(workflowIn(new Uint8Array(bytes)) ?? "");
  return "refused" in read ? null : read.document;
}

/** The new workflow goes again, unless somebody has worked on it. */
async function goBack(studio: Studio, madeId: string, before: string | null): Promise<void> {
  try {
    if (before !== null) await studio.openWorkflow(before);
    // Asked only now: whatever was written in it is saved as it is left.
    const { version } = await studio.client.workflow(madeId);
    if (version === 1 && !studio.isOpen(madeId)) await studio.client.deleteWorkflow(madeId);
  } catch (error) {
    studio.notices.fail(error);
  }
}

function isImage(file: File): boolean {
  return file.type.startsWith("image/");
}

function refusalWords(refusal: Refusal, name: string): string {
  if (refusal.refused === "newer")
    return t("templates.newer", { name, schema: refusal.schema, known: refusal.known });
  if (refusal.refused !== "tooLarge") return t(`templates.${refusal.refused}`, { name });
  const size = Math.ceil(refusal.bytes / megabyte);
  return t("templates.tooLarge", { name, size, most: MOST_BYTES / megabyte });
}

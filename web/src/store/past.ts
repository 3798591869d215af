import type { Asset, Run } from "@/api/types";
import { fromDocument } from "@/graph/document";

import type { NodePicture } from "./history";
import type { Moment } from "./moment";
import type { Studio } from "./studio";

/**
 * The open workflow as it was, in a studio of its own: nothing in it is saved,
 * run or heard of. Of a run the pictures are those it made or reused, of a save
 * those there were by then.
 */
export async function lookBack(studio: Studio, moment: Moment): Promise<Studio> {
  const { client, saving } = studio;
  const workflowId = saving.store.getState().workflowId ?? "";
  const [document, pictures] = await Promise.all([
    moment.kind === "run"
      ? client.runDocument(moment.run.id)
      : client.version(workflowId, moment.version.version),
    moment.kind === "run"
      ? ofRun(studio, moment.run)
      : before(studio, workflowId, moment.version.savedAt),
  ]);
  const past = studio.aside();
  past.editor.open(fromDocument(document), []);
  past.history.stand(past.editor.doc.nodes.order, pictures);
  if (moment.kind === "run") past.runs.snapshot(moment.run, 0);
  return past;
}

const PAGE = 100;
const MOST_PAGES = 5;
const MOST_REUSED = 50;

/** Newest first. */
async function ofRun({ client }: Studio, run: Run): Promise<NodePicture[]> {
  const { items } = await client.assets({ runId: run.id, limit: PAGE });
  const made = placed(items);
  const known = new Set(items.map(({ id }) => id));
  const reused = Object.entries(run.nodes).flatMap(([nodeId, { output }]) =>
    picturesIn(output)
      .filter((id) => !known.has(id))
      .map((id) => ({ nodeId, id })),
  );
  const found = await Promise.all(
    reused.slice(0, MOST_REUSED).map(({ nodeId, id }) =>
      client.asset(id).then(
        (asset): NodePicture[] => [{ nodeId, asset }],
        // It has been deleted since: the card stays empty.
        () => [],
      ),
    ),
  );
  return [...made, ...found.flat()];
}

/** Newest first. */
async function before(
  { client }: Studio,
  workflowId: string,
  moment: string,
): Promise<NodePicture[]> {
  const found: Asset[] = [];
  let cursor: string | null = "";
  for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
    const query = { workflowId, createdBefore: moment, limit: PAGE, cursor };
    const answer: { items: Asset[]; nextCursor: string | null } = await client.assets(query);
    found.push(...answer.items);
    cursor = answer.nextCursor;
  }
  return placed(found);
}

function placed(assets: readonly Asset[]): NodePicture[] {
  return assets.flatMap((asset) => (asset.nodeId ? [{ nodeId: asset.nodeId, asset }] : []));
}

/** Ids of the images in what a node gave. */
function picturesIn(output: Run["nodes"][string]["output"]): string[] {
  if (output === null || typeof output !== "object" || Array.isArray(output)) return [];
  const { images } = output;
  if (!Array.isArray(images)) return [];
  return images.flatMap((image) => {
    if (image === null || typeof image !== "object" || Array.isArray(image)) return [];
    return typeof image.attachmentId === "string" ? [image.attachmentId] : [];
  });
}

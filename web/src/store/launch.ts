import type { Client } from "@/api/client";
import { downstreamOf } from "@/graph/document";
import { isLarge } from "@/graph/largeRun";

import type { Editor } from "./editor";
import type { Notices } from "./notices";
import type { Runs } from "./runs";
import type { Saving } from "./saving";
import type { View } from "./view";

interface Parts {
  client: Client;
  editor: Editor;
  saving: Saving;
  runs: Runs;
  view: View;
  notices: Notices;
}

/** Starts runs of many nodes; a large one is shown, with its cost, before it starts. */
export class Launch {
  private asking = false;

  constructor(private readonly parts: Parts) {}

  all(): Promise<void> {
    return this.begin(null);
  }

  /** A node and all that follow it; what they need beside that is reused where it stands. */
  from(nodeId: string): Promise<void> {
    const after = downstreamOf(this.parts.editor.doc, nodeId);
    return this.begin([nodeId, ...after]);
  }

  private async begin(nodes: string[] | null): Promise<void> {
    const { client, saving, runs, view, notices } = this.parts;
    const { workflowId } = saving.store.getState();
    if (workflowId === null || this.asking) return;
    this.asking = true;
    try {
      await saving.flush();
      const ahead = await client.dryRun(workflowId, nodes);
      if (saving.store.getState().workflowId !== workflowId) return;
      if (isLarge(ahead)) view.openDialog({ kind: "largeRun", ahead, nodes });
      else await runs.start(nodes ?? undefined);
    } catch (error) {
      notices.fail(error);
    } finally {
      this.asking = false;
    }
  }
}

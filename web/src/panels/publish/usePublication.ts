import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Publication } from "@/api/types";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { useSaving, useWorkflowId } from "@/store/hooks";

/** What can be done; each tells by itself what goes wrong. */
export interface PublicationActions {
  /** Publishes what stands there, or goes back to a version. */
  publish: (version: number | null) => Promise<void>;
  withdraw: () => Promise<void>;
  switchTo: (active: boolean) => Promise<void>;
  renewSecret: () => Promise<string | null>;
  refresh: () => Promise<void>;
}

interface PublicationView {
  publication: Publication | undefined;
  error: Error | null;
  busy: boolean;
  actions: PublicationActions;
}

/** What is published of the open workflow; asked for again after each save. */
export function usePublication(): PublicationView {
  const { client, notices, saving } = useStudio();
  const queries = useQueryClient();
  const workflowId = useWorkflowId() ?? "";
  const version = useSaving((state) => state.version);
  const [busy, setBusy] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["publication", workflowId, version],
    queryFn: () => client.publication(workflowId),
    placeholderData: (last) => last,
  });

  const refresh = () => queries.invalidateQueries({ queryKey: ["publication", workflowId] });

  async function doing<Result>(work: () => Promise<Result>): Promise<Result | null> {
    setBusy(true);
    try {
      return await work();
    } catch (failure) {
      notices.fail(failure);
      return null;
    } finally {
      setBusy(false);
      await refresh();
    }
  }

  async function publish(wanted: number | null): Promise<void> {
    const done = await doing(async () => {
      if (wanted === null) await saving.flush();
      return client.publish(workflowId, wanted);
    });
    if (done) notices.say({ text: tl("publish.published", { n: done.stable ?? 0 }) });
  }

  return {
    publication: data,
    error,
    busy,
    actions: {
      publish,
      withdraw: async () => {
        await doing(() => client.withdraw(workflowId));
      },
      switchTo: async (active) => {
        await doing(() => client.switchWorkflow(workflowId, active));
      },
      refresh,
      renewSecret: async () => (await doing(() => client.renewSecret(workflowId)))?.secret ?? null,
    },
  };
}

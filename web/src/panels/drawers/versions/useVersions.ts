import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import type { WorkflowVersion } from "@/api/types";
import { emptyDoc, fromDocument, type Doc } from "@/graph/document";
import { useStudio } from "@/store/context";
import { useSaving, useWorkflowId } from "@/store/hooks";

interface Versions {
  saves: readonly WorkflowVersion[];
  loading: boolean;
  error: Error | null;
  more: (() => void) | null;
}

/** Saves of the open workflow, newest first; asked for again after each. */
export function useVersions(): Versions {
  const { client } = useStudio();
  const workflowId = useWorkflowId() ?? "";
  const version = useSaving((state) => state.version);
  const pages = useInfiniteQuery({
    queryKey: ["versions", workflowId, version],
    queryFn: ({ pageParam }) => client.versions(workflowId, pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (last) => last,
  });
  return {
    saves: pages.data?.pages.flatMap((page) => page.items) ?? [],
    loading: pages.isPending,
    error: pages.error,
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
}

/** A document as it was saved; before the first there was an empty one. Null until it is there. */
export function useVersion(version: number): { doc: Doc | null; error: Error | null } {
  const { client } = useStudio();
  const workflowId = useWorkflowId() ?? "";
  const { data, error } = useQuery({
    queryKey: ["version", workflowId, version],
    queryFn: async () => fromDocument(await client.version(workflowId, version)),
    enabled: version > 0,
    staleTime: Infinity,
  });
  return { doc: version > 0 ? (data ?? null) : emptyDoc, error };
}

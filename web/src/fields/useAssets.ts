import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect } from "react";
import type { AssetQuery } from "@/api/client";
import type { Asset } from "@/api/types";
import { useStudio } from "@/store/context";
import { useActiveRun } from "@/store/hooks";

const PAGE = 60;

/** The library, newest first, page by page; asked for again as a run moves on. */
export function useAssets(query: AssetQuery) {
  const { client } = useStudio();
  const settled = useDeferredValue(query);
  const pages = useInfiniteQuery({
    queryKey: ["assets", settled],
    queryFn: ({ pageParam }) =>
      client.assets({ ...settled, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (last) => last,
  });
  const { refetch } = pages;
  const run = useActiveRun();
  const stand = run ? `${run.id} ${run.progress.done}` : "";
  useEffect(() => void refetch(), [refetch, stand]);
  const assets: Asset[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    assets,
    loading: pages.isPending,
    error: pages.error,
    more: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
    },
    retry: () => void refetch(),
  };
}

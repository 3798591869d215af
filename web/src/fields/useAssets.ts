import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { AssetQuery } from "@/api/client";
import type { Asset } from "@/api/types";
import { useStudio } from "@/store/context";

const PAGE = 60;

/** The root of every key under which pages of the library are kept. */
export const assetsKey = ["assets"] as const;

/** The library, newest first, page by page. */
export function useAssets(query: AssetQuery) {
  const { client } = useStudio();
  const settled = useDeferredValue(query);
  const pages = useInfiniteQuery({
    queryKey: [...assetsKey, settled],
    queryFn: ({ pageParam }) =>
      client.assets({ ...settled, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (last) => last,
  });
  const assets: Asset[] = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    assets,
    loading: pages.isPending,
    error: pages.error,
    more: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
    },
    retry: () => void pages.refetch(),
  };
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { KeyWish } from "@/api/client";
import type { ApiKey, NewApiKey } from "@/api/types";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";

interface KeysView {
  keys: readonly ApiKey[] | undefined;
  error: Error | null;
  /** The key just made, until somebody says that it is kept. */
  made: NewApiKey | null;
  /** Rejects with what was wrong with the wish. */
  make: (wish: KeyWish) => Promise<void>;
  forget: () => void;
  revoke: (key: ApiKey) => void;
}

/** The keys of the workspace, newest first. */
export function useKeys(): KeysView {
  const { client, removals } = useStudio();
  const queries = useQueryClient();
  const [made, setMade] = useState<NewApiKey | null>(null);
  const { data, error } = useQuery({ queryKey: ["keys"], queryFn: () => client.keys() });
  const refresh = () => queries.invalidateQueries({ queryKey: ["keys"] });
  return {
    keys: data?.items,
    error,
    made,
    make: async (wish) => {
      setMade(await client.createKey(wish));
      await refresh();
    },
    forget: () => setMade(null),
    revoke: ({ id, name }) => {
      if (made?.id === id) setMade(null);
      removals.remove(id, tl("keys.revoked", { name }), async () => {
        await client.deleteKey(id);
        await refresh();
      });
    },
  };
}

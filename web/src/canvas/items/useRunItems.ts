import { useEffect, useRef, useState } from "react";

import type { RunItem } from "@/api/types";
import { useStudio } from "@/store/context";

/** Asked for together: twice what is in sight. */
const PAGE = 48;
/** While items end many times a second, those in sight are asked for no more often than this. */
const PAUSE_MS = 600;

export type RunItems = ReadonlyMap<number, RunItem>;

/**
 * Items of a node from about `first` on, by index. They are asked for again when `news` changes,
 * and where others come into sight; never all of them.
 */
export function useRunItems(runId: string, nodeId: string, first: number, news: string): RunItems {
  const { client } = useStudio();
  const [items, setItems] = useState<RunItems>(new Map());
  const begin = Math.floor(first / (PAGE / 2)) * (PAGE / 2);
  const key = `${runId} ${nodeId} ${begin}`;
  const asked = useRef({ key: "", at: 0, turn: 0 });
  const taken = useRef(0);

  useEffect(() => {
    const ask = async () => {
      const turn = asked.current.turn + 1;
      asked.current = { key, at: Date.now(), turn };
      const answer = await client.runItems(runId, nodeId, begin, PAGE).catch(() => null);
      // What cannot be read now is read when the next item ends; what comes late is known better.
      if (!answer || asked.current.key !== key || turn < taken.current) return;
      taken.current = turn;
      setItems(new Map(answer.items.map((item) => [item.index, item])));
    };
    const next = asked.current.key === key ? asked.current.at + PAUSE_MS : 0;
    const timer = setTimeout(() => void ask(), Math.max(0, next - Date.now()));
    return () => clearTimeout(timer);
  }, [client, runId, nodeId, begin, key, news]);
  return items;
}

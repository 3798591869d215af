/** Something to be made, and all that decides how. */
interface Recipe<Made> {
  id: string;
  from: readonly unknown[];
  make: () => Made;
}

/**
 * Makes again only what is made of something else than before; all else is the same object, and
 * the same list where nothing is new in it.
 */
export function createKept<Made>(): (recipes: readonly Recipe<Made>[]) => Made[] {
  let known = new Map<string, { from: readonly unknown[]; made: Made }>();
  let list: Made[] = [];
  return (recipes) => {
    const next: typeof known = new Map();
    for (const { id, from, make } of recipes) {
      const before = known.get(id);
      const same = before?.from.every((part, index) => part === from[index]);
      next.set(id, before && same ? before : { from, made: make() });
    }
    known = next;
    const now = Array.from(next.values(), ({ made }) => made);
    const same = now.length === list.length && now.every((made, index) => made === list[index]);
    list = same ? list : now;
    return list;
  };
}

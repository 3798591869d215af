/** The id of the node whose card an element belongs to; null outside of cards. */
export function nodeAt(target: EventTarget | null): string | null {
  const element =
    target instanceof Element ? target.closest<HTMLElement>(".react-flow__node") : null;
  return element?.dataset.id ?? null;
}

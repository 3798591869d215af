/**
 * Where the focus goes when a window opens: to what is marked `data-autofocus`, to
 * a field, else to the window itself. Never to a button by chance: its tooltip
 * would open with it.
 */
export function focusInside(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  const wanted = content.querySelector<HTMLElement>("[data-autofocus], input:not([type=file])");
  (wanted ?? content).focus({ preventScroll: true });
}

/** A notice lies over every window; its Undo must not close the one under it. */
export function keepForNotices(event: Event): void {
  const { target } = event;
  if (target instanceof Element && target.closest("[data-sonner-toaster]")) event.preventDefault();
}

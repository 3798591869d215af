import { X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { IconButton } from "./IconButton";

interface DrawerProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  /** Stands under the title and does not scroll: search, filters. */
  head?: ReactNode;
  children: ReactNode;
}

/** A panel at the left that lies over the page and leaves it in use. */
export function Drawer({ title, closeLabel, onClose, head, children }: DrawerProps) {
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    const first = panel.current?.querySelector<HTMLElement>("[data-autofocus], input");
    (first ?? panel.current)?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    onClose();
  };
  return (
    <aside
      ref={panel}
      aria-label={title}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="flex h-full w-80 animate-slide flex-col rounded-lg border border-line bg-card shadow-float outline-none"
    >
      <header className="flex items-center justify-between py-2.5 pr-2.5 pl-4">
        <h2 className="text-lg font-semibold">{title}</h2>
        <IconButton icon={X} label={closeLabel} onClick={onClose} />
      </header>
      {head ? <div className="flex flex-col gap-2 px-3 pb-3">{head}</div> : null}
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line">{children}</div>
    </aside>
  );
}

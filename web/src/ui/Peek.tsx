import type { LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { IconButton } from "./IconButton";
import { Later } from "./Later";
import { part } from "./part";

const Popup = part(() => import("./Popup").then((it) => it.Popup));
export const PEEK_PARTS = [Popup];

interface PeekProps {
  icon: LucideIcon;
  /** Names the button, and stands over what it shows. */
  label: string;
  children: ReactNode;
}

/** A small button that shows something to read. */
export function Peek({ icon, label, children }: PeekProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  return (
    <>
      <IconButton
        size="sm"
        icon={icon}
        label={label}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => (anchor ? close() : setAnchor(event.currentTarget))}
      />
      {anchor ? (
        <Later onError={close}>
          <Popup
            {...{ label, anchor }}
            className="nowheel max-h-80 w-72 gap-1 overflow-y-auto p-3"
            onClose={close}
          >
            <p className="text-sm text-muted">{label}</p>
            {children}
          </Popup>
        </Later>
      ) : null}
    </>
  );
}

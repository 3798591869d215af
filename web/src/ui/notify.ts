import { toast } from "sonner";

interface Notice {
  text: string;
  /** One thing to do about it, most often Undo. */
  action?: { label: string; run: () => void };
  bad?: boolean;
  /** Called when it has gone by itself or was sent away. */
  gone?: () => void;
}

const SHOWN_MS = 6000;

/** Says something at the bottom of the window for a while. */
export function notify({ text, action, bad = false, gone }: Notice): void {
  const options = {
    duration: SHOWN_MS,
    ...(gone ? { onAutoClose: gone, onDismiss: gone } : {}),
    ...(action ? { action: { label: action.label, onClick: action.run } } : {}),
  };
  if (bad) toast.error(text, options);
  else toast(text, options);
}

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "./copyText";
import { IconButton } from "./IconButton";

interface CodeBlockProps {
  label: string;
  code: string;
  /** What the button takes, where it is not the whole code. */
  copied?: string;
  words: { copy: string; copied: string };
}

const TICK_MS = 1600;

/** Code to read and to take along. */
export function CodeBlock({ label, code, copied = code, words }: CodeBlockProps) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), TICK_MS);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div className="flex items-start rounded-md bg-raised">
      <pre
        role="region"
        aria-label={label}
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto rounded-md py-3 pl-4 font-mono text-sm leading-relaxed"
      >
        {code}
      </pre>
      <IconButton
        icon={done ? Check : Copy}
        label={done ? words.copied : words.copy}
        onClick={() => setDone(copyText(copied))}
        className="m-1.5 shrink-0"
      />
    </div>
  );
}

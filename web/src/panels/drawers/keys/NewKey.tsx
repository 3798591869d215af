import type { NewApiKey } from "@/api/types";
import { tl } from "@/i18n/later";
import { copyWords } from "@/panels/api/words";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";

interface NewKeyProps {
  made: NewApiKey;
  onDone: () => void;
}

/** The text of a key, this once. */
export function NewKey({ made, onDone }: NewKeyProps) {
  const title = tl("keys.yours", { name: made.name });
  return (
    <section aria-label={title} className="mx-4 mb-4 flex flex-col gap-2">
      <h3 className="font-medium">{title}</h3>
      <CodeBlock label={title} code={made.key} words={copyWords()} />
      <p className="text-sm text-muted">{tl("keys.once")}</p>
      <Button size="sm" className="self-start" onClick={onDone}>
        {tl("keys.done")}
      </Button>
    </section>
  );
}

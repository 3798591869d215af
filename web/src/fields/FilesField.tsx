import { Paperclip, X } from "lucide-react";
import { useState } from "react";
import type { ControlProps } from "@/graph/fieldSpec";
import { pickedFiles } from "@/graph/pickedFiles";
import { tl } from "@/i18n/later";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Later } from "@/ui/Later";
import { FilePicker, PickedFile } from "./later";

/** Files by name: those that nodes make in the run, and kept ones. */
export function FilesField({ nodeId, spec, data, onChange }: ControlProps) {
  const [picking, setPicking] = useState(false);
  const picked = pickedFiles(data[spec.name]);
  const write = (next: readonly string[]) =>
    onChange({ [spec.name]: next.length > 0 ? [...next] : undefined });
  return (
    <div role="group" aria-label={spec.title} className="flex w-full flex-col gap-1.5">
      {picked.map((text, index) => (
        <div key={`${index} ${text}`} className="flex items-center gap-2 rounded-sm bg-raised pr-1">
          <PickedFile text={text} />
          <IconButton
            icon={X}
            size="sm"
            label={tl("files.remove", { name: text })}
            onClick={() => write(picked.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        tone="soft"
        size="sm"
        icon={Paperclip}
        className="self-start"
        onClick={() => setPicking(true)}
      >
        {tl("files.choose")}
      </Button>
      {picking ? (
        <Later onError={() => setPicking(false)}>
          <FilePicker
            nodeId={nodeId}
            media={spec.schema["x-media"]}
            onClose={() => setPicking(false)}
            onPick={(text) => {
              setPicking(false);
              write([...picked, text]);
            }}
          />
        </Later>
      ) : null}
    </div>
  );
}

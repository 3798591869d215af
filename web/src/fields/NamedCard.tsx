import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "@/i18n/t";
import { IconButton } from "@/ui/IconButton";
import { NameField } from "./NameField";

interface NamedCardProps {
  name: string;
  /** Names of the others. */
  taken: readonly string[];
  onRename: (name: string) => void;
  onRemove: () => void;
  /** What stands right of the name. */
  beside?: ReactNode;
  children: ReactNode;
}

/** One of several things with names of a person's own: its name, what removes it, and the rest. */
export function NamedCard(props: NamedCardProps) {
  const { name, taken, onRename, onRemove, beside, children } = props;
  return (
    <div
      role="group"
      aria-label={name}
      className="flex flex-col gap-1.5 rounded-sm border border-line p-2"
    >
      <div className="flex items-start gap-1.5">
        <div className="min-w-0 flex-1">
          <NameField value={name} taken={taken} onChange={onRename} />
        </div>
        {beside}
        <IconButton
          icon={Trash2}
          label={t("fields.removeField", { name })}
          onClick={onRemove}
          className="mt-0.5"
        />
      </div>
      {children}
    </div>
  );
}

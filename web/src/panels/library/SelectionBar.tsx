import { Download, Trash2, X } from "lucide-react";
import { downloadUrl } from "@/api/urls";
import type { GridSelection } from "@/fields/useSelection";
import { tl } from "@/i18n/later";
import { IconButton } from "@/ui/IconButton";

interface SelectionBarProps {
  selection: GridSelection;
  onDelete: () => void;
}

/** How many the server puts into one zip. */
const MOST_IN_A_ZIP = 200;

/** What can be done with the selected pictures, over the foot of the grid. */
export function SelectionBar({ selection, onDelete }: SelectionBarProps) {
  const n = selection.ids.size;
  if (n === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label={tl("library.selection")}
      className="absolute inset-x-3 bottom-3 mx-auto flex max-w-80 animate-appear items-center gap-1 rounded-md border border-line bg-card py-1.5 pr-1.5 pl-3 shadow-float"
    >
      <span role="status" className="flex-1 font-medium">
        {tl("library.selected", { n })}
      </span>
      <IconButton
        icon={Download}
        label={tl("library.downloadMany", { n })}
        reason={n > MOST_IN_A_ZIP ? tl("library.mostAtOnce", { n: MOST_IN_A_ZIP }) : null}
        onClick={() => window.open(downloadUrl([...selection.ids]), "_self")}
      />
      <IconButton icon={Trash2} label={tl("library.deleteMany", { n })} onClick={onDelete} />
      <IconButton icon={X} label={tl("library.clear")} onClick={selection.none} />
    </div>
  );
}

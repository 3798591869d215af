import { Popup, type PopupProps } from "./Popup";
import { SelectList, type SelectListProps } from "./SelectList";

type SelectPopupProps = SelectListProps &
  Pick<PopupProps, "id" | "anchor" | "align" | "width" | "onClose">;

/** The list of a `Select`, at its control. */
export function SelectPopup({ id, anchor, align, width, onClose, ...list }: SelectPopupProps) {
  return (
    <Popup
      {...{ id, anchor, align, width, onClose }}
      label={list.label}
      keepFocus
      className="max-h-(--radix-popover-content-available-height) min-w-(--radix-popover-trigger-width) overflow-hidden"
    >
      <SelectList {...list} />
    </Popup>
  );
}

import { Popup, type PopupProps } from "./Popup";
import { SelectList, type SelectListProps } from "./SelectList";

type SelectPopupProps = SelectListProps &
  Pick<PopupProps, "anchor" | "align" | "width" | "onClose">;

/** The list of a `Select`, at its control. */
export function SelectPopup({ anchor, align, width, onClose, ...list }: SelectPopupProps) {
  return (
    <Popup
      {...{ anchor, align, width, onClose }}
      label={list.label}
      keepFocus
      className="max-h-(--radix-popover-content-available-height) min-w-(--radix-popover-trigger-width) overflow-hidden"
    >
      <SelectList {...list} />
    </Popup>
  );
}

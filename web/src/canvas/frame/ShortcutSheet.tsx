import { t, type TextKey } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";

const groups: readonly { title: TextKey; rows: readonly (readonly [TextKey, string])[] }[] = [
  {
    title: "canvas.keyGroupEdit",
    rows: [
      ["canvas.keyAdd", "/"],
      ["canvas.keyUndo", "Ctrl Z"],
      ["canvas.keyRedo", "Ctrl Shift Z"],
      ["canvas.keyCopy", "Ctrl C X V"],
      ["canvas.keyDuplicate", "Ctrl D"],
      ["canvas.keyDelete", "Del"],
      ["canvas.keySelectAll", "Ctrl A"],
      ["canvas.keyMove", "← ↑ → ↓"],
      ["canvas.keyConnect", "Enter"],
    ],
  },
  {
    title: "canvas.keyGroupRun",
    rows: [
      ["canvas.keyRunNode", "Ctrl Enter"],
      ["canvas.keyRunAll", "Ctrl Shift Enter"],
    ],
  },
  {
    title: "canvas.keyGroupView",
    rows: [
      ["canvas.keyFit", "F"],
      ["canvas.keyZoom", "+ − 1"],
      ["canvas.keySheet", "?"],
    ],
  },
];

/** Every key of the canvas. */
export default function ShortcutSheet() {
  const { view } = useStudio();
  return (
    <Dialog
      title={t("canvas.shortcuts")}
      closeLabel={t("canvas.close")}
      size="sm"
      onClose={() => view.closeDialog()}
    >
      {groups.map(({ title, rows }) => (
        <section key={title} className="mb-4">
          <h3 className="mb-1 text-sm text-muted">{t(title)}</h3>
          <dl>
            {rows.map(([label, keys]) => (
              <div key={label} className="flex items-center justify-between py-1">
                <dt>{t(label)}</dt>
                <dd className="flex gap-1">
                  {keys.split(" ").map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

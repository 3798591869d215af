import { t, type TextKey } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";

import { keyCaps, SECTIONS, type Command } from "./command";
import { sectionNames } from "./sectionNames";

/** Keys that belong to what has the focus, or to the browser, and to no command. */
const others: readonly (readonly [TextKey, readonly string[]])[] = [
  ["mechanics.keyMove", ["arrows"]],
  ["mechanics.keyMoveFar", ["shift+arrows"]],
  ["mechanics.keyHandle", ["enter"]],
  ["mechanics.keyOpen", ["enter"]],
  ["mechanics.keyMenu", ["shift+f10"]],
  ["mechanics.copy", ["mod+c"]],
  ["mechanics.cut", ["mod+x"]],
  ["mechanics.paste", ["mod+v"]],
];

/** Every key of the canvas. */
export function ShortcutSheet({ commands }: { commands: readonly Command[] }) {
  const { view } = useStudio();
  return (
    <Dialog
      title={t("mechanics.shortcuts")}
      closeLabel={t("canvas.close")}
      size="lg"
      onClose={() => view.closeDialog()}
    >
      {/* It may be longer than the window, and has nothing else to stand on while it is scrolled. */}
      <div
        role="group"
        aria-label={t("mechanics.shortcuts")}
        tabIndex={0}
        className="columns-2 gap-8 max-md:columns-1"
      >
        {SECTIONS.map((section) => (
          <Section
            key={section}
            title={t(sectionNames[section])}
            rows={commands
              .filter((command) => command.section === section && command.keys)
              .map((command) => [command.title, command.keys ?? []])}
          />
        ))}
        <Section title={t("mechanics.sectionKeys")} rows={others} />
      </div>
    </Dialog>
  );
}

interface SectionProps {
  title: string;
  rows: readonly (readonly [TextKey, readonly string[]])[];
}

function Section({ title, rows }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-sm text-muted">{title}</h3>
      <dl>
        {rows.map(([label, keys]) => (
          <div key={label} className="flex items-center justify-between gap-4 py-1">
            <dt>{t(label)}</dt>
            <dd className="flex gap-2.5">
              {keys.map((key) => (
                <span key={key} className="flex gap-1">
                  {keyCaps(key).map((cap) => (
                    <Kbd key={cap}>{cap}</Kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

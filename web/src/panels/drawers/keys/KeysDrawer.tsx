import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { wordsOf } from "@/store/errorWords";
import { useHidden } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Empty } from "@/ui/Empty";
import { Section } from "@/ui/Section";
import { KeyForm } from "./KeyForm";
import { KeyRow } from "./KeyRow";
import { NewKey } from "./NewKey";
import { useKeys } from "./useKeys";

/** What other programs come in with: listed, made, shown once, revoked. */
export default function KeysDrawer() {
  const { view } = useStudio();
  const { keys, error, made, make, forget, revoke } = useKeys();
  const hidden = useHidden();
  const [adding, setAdding] = useState(false);
  const shown = keys?.filter(({ id }) => !hidden.has(id)) ?? [];
  return (
    <Drawer title={tl("keys.title")} closeLabel={t("ui.close")} onClose={() => view.closeDrawer()}>
      {error ? (
        <Empty icon={KeyRound} title={t("panels.cannotLoad")} hint={wordsOf(error)} />
      ) : (
        <>
          <p className="px-4 py-3 text-sm text-muted">{tl("keys.hint")}</p>
          {made ? <NewKey made={made} onDone={forget} /> : null}
          {adding ? (
            <Section title={tl("keys.add")} className="border-t!">
              <KeyForm
                onMake={async (wish) => {
                  await make(wish);
                  setAdding(false);
                }}
                onCancel={() => setAdding(false)}
              />
            </Section>
          ) : (
            <Button icon={Plus} className="mx-4 mb-4" onClick={() => setAdding(true)}>
              {tl("keys.add")}
            </Button>
          )}
          {shown.length > 0 ? (
            <ul className="flex flex-col border-t border-line">
              {shown.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => revoke(key)} />
              ))}
            </ul>
          ) : (
            <p className="px-4 py-3 text-muted">
              {tl(keys === undefined ? "keys.searching" : "keys.nothing")}
            </p>
          )}
        </>
      )}
    </Drawer>
  );
}

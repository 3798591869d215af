import { Plus } from "lucide-react";
import { useState } from "react";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useHidden } from "@/store/hooks";
import { useCredentials } from "@/store/useCredentials";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Section } from "@/ui/Section";
import { CredentialForm } from "./CredentialForm";
import { CredentialRow } from "./CredentialRow";

/** What workflows sign in with elsewhere: listed, added, tried, changed and forgotten. */
export default function CredentialsDrawer() {
  const { view } = useStudio();
  const { items, kinds } = useCredentials();
  const hidden = useHidden();
  const [adding, setAdding] = useState(false);
  const shown = items?.filter(({ id }) => !hidden.has(id)) ?? [];
  return (
    <Drawer
      title={tl("credentials.title")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
    >
      <p className="px-4 py-3 text-sm text-muted">{tl("credentials.hint")}</p>
      {shown.length > 0 ? (
        <ul className="flex flex-col border-t border-line">
          {shown.map((credential) => (
            <CredentialRow key={credential.id} credential={credential} kinds={kinds} />
          ))}
        </ul>
      ) : (
        <p className="px-4 py-3 text-muted">
          {tl(items === null ? "credentials.searching" : "credentials.nothing")}
        </p>
      )}
      {adding ? (
        <Section title={tl("credentials.add")}>
          <CredentialForm kinds={kinds} credential={null} onDone={() => setAdding(false)} />
        </Section>
      ) : (
        <Button icon={Plus} className="m-4 self-start" onClick={() => setAdding(true)}>
          {tl("credentials.add")}
        </Button>
      )}
    </Drawer>
  );
}

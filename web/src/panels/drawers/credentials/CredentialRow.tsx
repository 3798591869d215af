import { PlugZap, SquarePen, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Credential, CredentialKind, CredentialTest } from "@/api/types";
import { served } from "@/i18n/served";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { NamedIcon } from "@/ui/NamedIcon";
import { CredentialForm } from "./CredentialForm";

interface CredentialRowProps {
  credential: Credential;
  kinds: readonly CredentialKind[];
}

/** One credential: what it is for, and what can be done with it. */
export function CredentialRow({ credential, kinds }: CredentialRowProps) {
  const { client, credentials, notices, removals } = useStudio();
  const [changing, setChanging] = useState(false);
  const [tested, setTested] = useState<CredentialTest | "testing" | null>(null);
  const { id, name, title, icon } = credential;

  const test = async () => {
    setTested("testing");
    try {
      setTested(await client.testCredential(id));
    } catch (error) {
      setTested(null);
      notices.fail(error);
    }
  };
  const forget = () =>
    removals.remove(id, tl("credentials.forgotten", { name }), async () => {
      await client.forgetCredential(id);
      await credentials.load();
    });
  return (
    <li className="flex flex-col gap-2 border-b border-line px-4 py-2.5">
      <div className="flex items-center gap-2.5">
        <NamedIcon name={icon} size={16} className="shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{name}</p>
          <p className="truncate text-sm text-muted">{served(title)}</p>
        </div>
        <IconButton
          icon={PlugZap}
          label={tl("credentials.test", { name })}
          reason={tested === "testing" ? tl("credentials.testing") : null}
          onClick={() => void test()}
        />
        <IconButton
          icon={SquarePen}
          label={`${tl("credentials.change")}: ${name}`}
          pressed={changing}
          onClick={() => setChanging(!changing)}
        />
        <IconButton icon={Trash2} label={tl("credentials.forget", { name })} onClick={forget} />
      </div>
      {tested === null ? null : <Tested result={tested} />}
      {changing ? (
        <CredentialForm
          kinds={kinds}
          credential={credential}
          onDone={() => {
            setChanging(false);
            setTested(null);
          }}
        />
      ) : null}
    </li>
  );
}

function Tested({ result }: { result: CredentialTest | "testing" }) {
  if (result === "testing") {
    return (
      <p role="status" className="text-sm text-muted">
        {tl("credentials.testing")}
      </p>
    );
  }
  return (
    <p role="status" className={cx("text-sm", result.ok ? "text-good" : "text-bad")}>
      {served(result.detail)} {result.hint ? served(result.hint) : null}
    </p>
  );
}

import { useState } from "react";
import type { Credential, CredentialKind, JsonValue } from "@/api/types";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { NamedIcon } from "@/ui/NamedIcon";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { Trouble } from "../Trouble";
import { useSending } from "../useSending";
import { CredentialInput } from "./CredentialInput";

interface CredentialFormProps {
  kinds: readonly CredentialKind[];
  /** The one that is changed, or null for a new one. */
  credential: Credential | null;
  onDone: () => void;
}

/** The fields of a credential as its kind asks for them. Secrets are typed, sent and not kept here. */
export function CredentialForm({ kinds, credential, onDone }: CredentialFormProps) {
  const { client, credentials, notices } = useStudio();
  const [kind, setKind] = useState(credential?.kind ?? null);
  const [name, setName] = useState(credential?.name ?? "");
  const [fields, setFields] = useState<Record<string, JsonValue>>(credential?.fields ?? {});
  const chosen = kinds.find((each) => each.kind === kind);
  const asked = Object.entries(chosen?.dataSchema.properties ?? {});

  const keep = async () => {
    if (!chosen) return;
    const kept = credential
      ? await client.changeCredential(credential.id, { name, fields })
      : await client.addCredential({ kind: chosen.kind, name, fields });
    await credentials.load();
    const said = credential ? "credentials.changed" : "credentials.added";
    notices.say({ text: tl(said, { name: kept.name }) });
    onDone();
  };
  const { busy, trouble, send, forget } = useSending(keep);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) send();
      }}
    >
      {credential ? null : (
        <Select
          label={tl("credentials.kind")}
          value={kind}
          placeholder={tl("credentials.choose")}
          choices={kinds.map((each) => ({
            value: each.kind,
            label: each.title,
            description: each.description,
            icon: <NamedIcon name={each.icon} size={14} />,
          }))}
          onChange={(next) => {
            setKind(next);
            setFields({});
            forget();
          }}
        />
      )}
      {chosen ? (
        <>
          <div className="flex flex-col gap-1">
            <span aria-hidden className="text-sm font-medium">
              {tl("credentials.name")}
            </span>
            <TextField
              label={tl("credentials.name")}
              value={name}
              placeholder={tl("credentials.nameHint")}
              onChange={setName}
            />
          </div>
          {asked.map(([field, schema]) => (
            <CredentialInput
              key={field}
              name={field}
              schema={schema}
              value={fields[field]}
              kept={credential?.secrets.includes(field) ?? false}
              onChange={(value) => setFields(withField(fields, field, value))}
            />
          ))}
          <Trouble error={trouble} />
          <div className="flex gap-2">
            <Button type="submit" tone="gold" reason={busy ? tl("credentials.testing") : null}>
              {tl("credentials.save")}
            </Button>
            <Button type="button" tone="quiet" onClick={onDone}>
              {tl("credentials.cancel")}
            </Button>
          </div>
        </>
      ) : null}
    </form>
  );
}

function withField(
  fields: Readonly<Record<string, JsonValue>>,
  name: string,
  value: JsonValue | undefined,
): Record<string, JsonValue> {
  const { [name]: _before, ...others } = fields;
  return value === undefined ? others : { ...others, [name]: value };
}

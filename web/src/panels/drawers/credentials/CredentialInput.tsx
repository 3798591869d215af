import type { JsonValue, PropertySchema } from "@/api/types";
import { asText } from "@/fields/schema";
import { tl } from "@/i18n/later";
import { NumberField } from "@/ui/NumberField";
import { Segmented } from "@/ui/Segmented";
import { TextField } from "@/ui/TextField";

interface CredentialInputProps {
  name: string;
  schema: PropertySchema;
  value: JsonValue | undefined;
  /** A secret that the server has already. */
  kept: boolean;
  onChange: (value: JsonValue | undefined) => void;
}

/** One field of a credential, drawn from its schema. */
export function CredentialInput(props: CredentialInputProps) {
  const { name, schema } = props;
  const title = schema.title ?? name;
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-sm font-medium">
        {title}
      </span>
      <Input {...props} title={title} />
      {schema.description ? <p className="text-sm text-muted">{schema.description}</p> : null}
    </div>
  );
}

function Input({ schema, value, kept, onChange, title }: CredentialInputProps & { title: string }) {
  if (schema.enum) {
    return (
      <Segmented
        label={title}
        value={asText(value ?? schema.default)}
        segments={schema.enum.map((each) => ({ value: asText(each), label: asText(each) }))}
        onChange={onChange}
      />
    );
  }
  if (schema.type === "integer") {
    return (
      <NumberField
        label={title}
        value={typeof value === "number" ? value : null}
        min={schema.minimum}
        max={schema.maximum}
        placeholder={asText(schema.default)}
        onChange={(number) => onChange(number ?? undefined)}
      />
    );
  }
  const placeholder = kept ? tl("credentials.filled") : asText(schema.default);
  return (
    <TextField
      label={title}
      type={schema.writeOnly ? "password" : "text"}
      autoComplete={schema.writeOnly ? "new-password" : "off"}
      value={typeof value === "string" ? value : ""}
      placeholder={schema.writeOnly && !kept ? "" : placeholder}
      onChange={(text) => onChange(text === "" ? undefined : text)}
    />
  );
}

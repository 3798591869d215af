import type { ControlProps } from "@/graph/fieldSpec";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { useCredentials } from "@/store/useCredentials";
import { NamedIcon } from "@/ui/NamedIcon";
import { Select } from "@/ui/Select";

const MANAGE = " ";
const NONE = "";

/** Which credential a node signs in with: by its name, so that a workflow means the same elsewhere. */
export function CredentialField({ spec, data, onChange }: ControlProps) {
  const { view } = useStudio();
  const { items } = useCredentials();
  const kinds = spec.schema["x-kinds"] ?? [];
  const value = data[spec.name];
  const named = typeof value === "string" ? value : null;
  const fitting = items?.filter(({ kind }) => kinds.includes(kind)) ?? [];
  const missing = items !== null && named !== null && !fitting.some(({ name }) => name === named);

  const choices = [
    ...fitting.map(({ name, title, icon }) => ({
      value: name,
      label: name,
      description: title,
      icon: <NamedIcon name={icon} size={14} />,
    })),
    ...(named === null ? [] : [{ value: NONE, label: tl("credentials.none") }]),
    { value: MANAGE, label: tl("credentials.manage") },
  ];
  const pick = (next: string) => {
    if (next === MANAGE) view.toggleDrawer("credentials");
    else onChange({ [spec.name]: next === NONE ? undefined : next });
  };
  return (
    <div className="w-full min-w-0">
      <Select
        label={spec.title}
        value={named}
        choices={choices}
        placeholder={spec.title}
        onChange={pick}
      />
      {missing ? (
        <p className="mt-1 text-sm text-bad">{tl("credentials.missing", { name: named })}</p>
      ) : null}
    </div>
  );
}

import { X } from "lucide-react";
import type { JsonValue } from "@/api/types";
import { t } from "@/i18n/t";
import { IconButton } from "@/ui/IconButton";
import { NumberField } from "@/ui/NumberField";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { AssetPicture } from "./AssetPicture";
import { EmptyTile } from "./EmptyTile";
import { JsonField } from "./JsonField";
import { asText } from "./schema";

interface FieldValueProps {
  label: string;
  /** The type a request's field has. */
  type: string;
  value: JsonValue | undefined;
  placeholder?: string | undefined;
  onChange: (value: JsonValue | undefined) => void;
}

/** A value of a request's field, edited by its type. */
export function FieldValue({ label, type, value, placeholder, onChange }: FieldValueProps) {
  switch (type) {
    case "number":
      return (
        <NumberField
          label={label}
          value={typeof value === "number" ? value : null}
          placeholder={placeholder}
          onChange={(number) => onChange(number ?? undefined)}
          className="h-8! text-left!"
        />
      );
    case "boolean":
      return <Switch label={label} checked={value === true} onChange={onChange} />;
    case "list":
    case "params":
      return <JsonField label={label} value={value} onChange={onChange} />;
    case "image":
    case "file":
      return <PictureValue label={label} value={value} onChange={onChange} />;
    default:
      return (
        <TextField
          label={label}
          value={asText(value)}
          placeholder={placeholder}
          onChange={(text) => onChange(text === "" ? undefined : text)}
        />
      );
  }
}

function PictureValue({
  label,
  value,
  onChange,
}: Pick<FieldValueProps, "label" | "value" | "onChange">) {
  if (typeof value !== "string" || value === "") {
    return <EmptyTile label={label} className="h-14 w-full" onAssets={([id]) => onChange(id)} />;
  }
  return (
    <div className="relative h-14 w-full overflow-hidden rounded-sm bg-raised">
      <AssetPicture assetId={value} alt={label} width={280} fit="contain" />
      <IconButton
        icon={X}
        size="sm"
        tone="soft"
        label={t("fields.removeReference")}
        onClick={() => onChange(undefined)}
        className="absolute top-1 right-1"
      />
    </div>
  );
}

import type { ControlProps } from "@/graph/fieldSpec";
import { tl } from "@/i18n/later";
import { Select } from "@/ui/Select";
import { asText } from "./schema";
import { UTC, zoneHere } from "./zonedTime";

/** A time zone by its IANA name; one that this browser does not know can be typed. */
export function TimeZoneField({ spec, data, onChange }: ControlProps) {
  const value = asText(data[spec.name] ?? spec.default);
  return (
    <Select
      label={spec.title}
      value={value}
      choices={zones().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
      search={{
        search: tl("triggers.searchZones"),
        nothing: tl("triggers.noZone"),
        asTyped: (typed) => ({ value: typed, label: typed, description: tl("triggers.zoneTyped") }),
      }}
      listWidth={280}
      onChange={(zone) => onChange({ [spec.name]: zone })}
    />
  );
}

/** The browser's own zone comes first, and what is the same everywhere. */
function zones(): string[] {
  return [...new Set([zoneHere(), UTC, ...Intl.supportedValuesOf("timeZone")])];
}

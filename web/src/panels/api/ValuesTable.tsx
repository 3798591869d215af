import type { PropertySchema } from "@/api/types";
import { asText, schemaType } from "@/fields/schema";
import { t } from "@/i18n/t";

interface ValuesTableProps {
  title: string;
  /** Said where the schema has no property. */
  nothing: string;
  schema: PropertySchema;
  /** Stands beside what must be given; absent where nothing is asked for. */
  marks?: string;
}

/** What a value is called; a picture is known by the ways it may be given. */
function typeWords(property: PropertySchema): string {
  return property.anyOf ? t("running.pictureType") : schemaType(property);
}

/** The properties of a JSON Schema as people read them. */
export function ValuesTable({ title, nothing, schema, marks }: ValuesTableProps) {
  const properties = Object.entries(schema.properties ?? {});
  const required = new Set(schema.required ?? []);
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {properties.length === 0 ? <p className="text-muted">{nothing}</p> : null}
      <dl className="flex flex-col">
        {properties.map(([name, property]) => (
          <div key={name} className="border-t border-line py-2">
            <dt className="flex items-baseline gap-2">
              <code className="font-mono font-medium">{name}</code>
              <span className="text-sm text-muted">{typeWords(property)}</span>
              {marks && required.has(name) ? (
                <span className="text-sm text-muted">{marks}</span>
              ) : null}
            </dt>
            {property.description ? (
              <dd className="text-sm text-muted">{property.description}</dd>
            ) : null}
            {property.default === undefined ? null : (
              <dd className="truncate text-sm text-muted">
                {t("panels.defaultIs", { value: asText(property.default) })}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
}

import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate } from "lucide-react";
import { useState } from "react";
import type { TemplateSummary } from "@/api/types";
import { toldTemplate } from "@/graph/catalogueWords";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { beginWith } from "@/store/exchange";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Empty } from "@/ui/Empty";
import { SearchField } from "@/ui/SearchField";
import { TemplateCard } from "./TemplateCard";

/** Workflows to begin from; choosing one makes a new workflow of it and opens that. */
export default function TemplatesDrawer() {
  const studio = useStudio();
  const { client, view } = studio;
  const [query, setQuery] = useState("");
  const [opening, setOpening] = useState<string | null>(null);
  const list = useQuery({ queryKey: ["templates"], queryFn: () => client.templates() });
  const found = (list.data?.items ?? [])
    .map(toldTemplate)
    .filter((template) => matches(template, query));

  const choose = async (template: TemplateSummary) => {
    if (opening !== null) return;
    setOpening(template.id);
    try {
      const { document } = await client.template(template.id);
      const text = t("templates.made", { title: template.title });
      const named = { ...document, name: served(document.name) };
      if (await beginWith(studio, named, text)) view.closeDrawer();
    } catch (error) {
      studio.notices.fail(error);
    }
    setOpening(null);
  };
  return (
    <Drawer
      title={t("templates.title")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={<SearchField label={t("templates.search")} value={query} onChange={setQuery} />}
    >
      {categoriesOf(found).map((category) => (
        <section key={category} className="px-3 pt-3">
          <h3 className="px-1 pb-2 text-sm font-medium text-muted">{category}</h3>
          <ul className="flex flex-col gap-2.5">
            {found
              .filter((template) => template.category === category)
              .map((template) => (
                <TemplateCard
                  key={template.id}
                  template={template}
                  opening={opening === template.id}
                  onChoose={() => void choose(template)}
                />
              ))}
          </ul>
        </section>
      ))}
      {list.isError ? (
        <Empty icon={LayoutTemplate} title={t("templates.cannotLoad")} hint={wordsOf(list.error)}>
          <Button onClick={() => void list.refetch()}>{t("templates.again")}</Button>
        </Empty>
      ) : null}
      {list.isSuccess && found.length === 0 ? (
        <Empty
          icon={LayoutTemplate}
          title={t("templates.nothing")}
          hint={t("templates.nothingHint")}
        />
      ) : null}
      <div className="h-3" />
    </Drawer>
  );
}

function matches({ title, category, description }: TemplateSummary, query: string): boolean {
  const text = `${title} ${category} ${description}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** In the order in which the list names them first. */
function categoriesOf(templates: readonly TemplateSummary[]): string[] {
  return [...new Set(templates.map((template) => template.category))];
}

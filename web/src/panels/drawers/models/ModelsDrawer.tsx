import { useState } from "react";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useModels } from "@/store/hooks";
import { Drawer } from "@/ui/Drawer";
import { SearchField } from "@/ui/SearchField";
import { Section } from "@/ui/Section";
import { AddModel } from "./AddModel";
import { ModelRow } from "./ModelRow";
import { ProviderMark } from "./ProviderMark";
import { providerStates } from "./providers";

/** Every model there is: which are offered, what their providers lack, and how to add one. */
export default function ModelsDrawer() {
  const { view } = useStudio();
  const models = useModels();
  const [query, setQuery] = useState("");
  const words = query.toLowerCase().split(/\s+/);
  const found = models.filter((model) => {
    const text = `${model.title} ${model.id} ${model.providerTitle} ${model.description}`;
    return words.every((word) => text.toLowerCase().includes(word));
  });
  return (
    <Drawer
      title={t("panels.models")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
      head={<SearchField label={t("fields.modelSearch")} value={query} onChange={setQuery} />}
    >
      {providerStates(found).map((provider) => (
        <Section
          key={provider.name}
          title={provider.title}
          aside={<ProviderMark ready={provider.reason === null} />}
        >
          {provider.reason === null ? null : <p className="text-sm">{provider.reason}</p>}
          <ul className="flex flex-col">
            {provider.models.map((model) => (
              <ModelRow key={model.id} model={model} providerReason={provider.reason} />
            ))}
          </ul>
        </Section>
      ))}
      {found.length === 0 ? <p className="p-4 text-muted">{t("fields.modelNothing")}</p> : null}
      <Section title={t("panels.addModel")}>
        <AddModel />
      </Section>
    </Drawer>
  );
}

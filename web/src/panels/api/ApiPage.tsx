import { useQuery } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useState } from "react";
import type { JsonValue, PropertySchema } from "@/api/types";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useSaving } from "@/store/hooks";
import { CodeBlock } from "@/ui/CodeBlock";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Segmented } from "@/ui/Segmented";
import { example, languages, languageTitles, sampleInputs, type Language } from "./examples";
import { ValuesTable } from "./ValuesTable";

interface ApiPageProps {
  onClose: () => void;
}

/** How other programs call this workflow. */
export default function ApiPage({ onClose }: ApiPageProps) {
  const workflowId = useSaving((state) => state.workflowId);
  return (
    <Dialog title={t("panels.api")} closeLabel={t("ui.close")} size="lg" onClose={onClose}>
      {workflowId === null ? null : <Endpoint workflowId={workflowId} />}
    </Dialog>
  );
}

function Endpoint({ workflowId }: { workflowId: string }) {
  const { client } = useStudio();
  const version = useSaving((state) => state.version);
  const [language, setLanguage] = useState<Language>("curl");
  const { data, error } = useQuery({
    queryKey: ["schema", workflowId, version],
    queryFn: () => client.workflowSchema(workflowId),
    placeholderData: (last) => last,
  });
  if (error) return <Empty icon={Webhook} title={t("panels.cannotLoad")} hint={error.message} />;
  if (!data) return <p className="text-muted">{t("panels.opening")}</p>;
  const inputs = asSchema(data["inputs"]);
  const outputs = asSchema(data["outputs"]);
  const url = `${window.location.origin}/api/workflows/${workflowId}/run`;
  const names = Object.keys(outputs.properties ?? {}).filter((name) => name !== "runId");
  const call = { url, inputs: sampleInputs(inputs), outputs: names };
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-2">
        <p className="text-muted">{t("panels.apiIntro")}</p>
        <CodeBlock
          label={t("panels.endpoint")}
          code={`POST ${url}`}
          copied={url}
          words={copyWords()}
        />
      </section>
      <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
        <ValuesTable
          title={t("panels.inputs")}
          nothing={t("panels.noInputs")}
          schema={inputs}
          marks={t("panels.required")}
        />
        <ValuesTable title={t("panels.outputs")} nothing={t("panels.noOutputs")} schema={outputs} />
      </div>
      <section className="flex flex-col gap-2">
        <div className="w-80">
          <Segmented
            label={t("panels.language")}
            value={language}
            segments={languages.map((value) => ({ value, label: languageTitles[value] }))}
            onChange={setLanguage}
          />
        </div>
        <CodeBlock
          label={languageTitles[language]}
          code={example(language, call)}
          words={copyWords()}
        />
        <p className="text-sm text-muted">{t("panels.apiLater")}</p>
      </section>
    </div>
  );
}

function copyWords() {
  return { copy: t("panels.copy"), copied: t("panels.copied") };
}

function asSchema(value: JsonValue | undefined): PropertySchema {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

import { useQuery } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useState, type CSSProperties } from "react";
import type { JsonValue, PropertySchema } from "@/api/types";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { useSaving } from "@/store/hooks";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Segmented } from "@/ui/Segmented";
import { TextField } from "@/ui/TextField";
import { example, languages, languageTitles, type Language } from "./examples";
import { exampleInputs, firstInputs, type Inputs } from "./inputs";
import { TryForm } from "./TryForm";
import { ValuesTable } from "./ValuesTable";
import { copyWords } from "./words";

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
  const { client, view } = useStudio();
  const version = useSaving((state) => state.version);
  const [language, setLanguage] = useState<Language>("curl");
  const [filled, setFilled] = useState<Inputs | null>(null);
  const [apiKey, setApiKey] = useState("");
  const { data, error } = useQuery({
    queryKey: ["schema", workflowId, version],
    queryFn: () => client.workflowSchema(workflowId),
    placeholderData: (last) => last,
  });
  if (error) return <Empty icon={Webhook} title={t("panels.cannotLoad")} hint={wordsOf(error)} />;
  if (!data) return <p className="text-muted">{t("panels.opening")}</p>;
  const inputs = asSchema(data["inputs"]);
  const outputs = asSchema(data["outputs"]);
  const url = `${window.location.origin}/api/workflows/${workflowId}/run`;
  const names = Object.keys(outputs.properties ?? {}).filter((name) => name !== "runId");
  const values = filled ?? firstInputs(inputs);
  const call = { url, inputs: exampleInputs(inputs, values), outputs: names, apiKey };
  const masked = { ...call, apiKey: apiKey && MASK };
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
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium">{t("running.apiKey")}</span>
        <TextField
          label={t("running.apiKey")}
          style={UNREADABLE}
          value={apiKey}
          className="max-w-80"
          onChange={(key) => setApiKey(key.trim())}
        />
        <span className="text-sm text-muted">{t("running.apiKeyHint")}</span>
        <Button
          tone="link"
          className="self-start"
          onClick={() => {
            view.closeDialogs();
            view.toggleDrawer("keys");
          }}
        >
          {tl("keys.open")}
        </Button>
      </div>
      <TryForm
        workflowId={workflowId}
        schema={inputs}
        outputs={outputs}
        inputs={values}
        apiKey={apiKey}
        onInputs={(change) => setFilled((before) => change(before ?? values))}
      />
      <section aria-label={t("running.examples")} className="flex flex-col gap-2">
        <h3 className="font-semibold">{t("running.examples")}</h3>
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
          code={example(language, masked)}
          copied={example(language, call)}
          words={copyWords()}
        />
        <p className="text-sm text-muted">{t("panels.apiLater")}</p>
      </section>
    </div>
  );
}

/** As a password looks, but that the browser neither keeps it nor forbids to copy beside it. */
const UNREADABLE = { WebkitTextSecurity: "disc" } as CSSProperties;

/** Stands for the key where others may look on; what is copied has the key itself. */
const MASK = "••••••••";

function asSchema(value: JsonValue | undefined): PropertySchema {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

import { useState } from "react";

import { ApiError } from "@/api/problem";
import type { Called, JsonValue, PropertySchema } from "@/api/types";
import { FieldValue } from "@/fields/FieldValue";
import { PriceTag } from "@/fields/PriceTag";
import { asText } from "@/fields/schema";
import { newRequestKey } from "@/graph/ids";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useTotalEstimate } from "@/store/useEstimate";
import { Button } from "@/ui/Button";
import { Disclosure } from "@/ui/Disclosure";
import { TextArea } from "@/ui/TextArea";
import { TextField } from "@/ui/TextField";

import { Answer, Refusal } from "./Answer";
import { inputKind, type Inputs } from "./inputs";

interface TryFormProps {
  workflowId: string;
  schema: PropertySchema;
  outputs: PropertySchema;
  inputs: Inputs;
  apiKey: string;
  onInputs: (change: (before: Inputs) => Inputs) => void;
}

type Outcome = { called: Called } | { error: ApiError } | "asking" | null;

/** The call with values of one's own, and what came of it. */
export function TryForm({ workflowId, schema, outputs, inputs, apiKey, onInputs }: TryFormProps) {
  const { client, saving } = useStudio();
  const price = useTotalEstimate();
  const [told, setTold] = useState("");
  const [outcome, setOutcome] = useState<Outcome>(null);
  const asking = outcome === "asking";
  const required = new Set(schema.required ?? []);
  const set = (name: string, value: JsonValue | undefined) =>
    onInputs((before) => {
      const rest = Object.entries(before).filter(([key]) => key !== name);
      return Object.fromEntries(value === undefined ? rest : [...rest, [name, value]]);
    });
  const call = async () => {
    setOutcome("asking");
    try {
      await saving.flush();
      const given = { idempotencyKey: newRequestKey(), apiKey, webhookUrl: told.trim() };
      setOutcome({ called: await client.call(workflowId, inputs, given) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setOutcome({ error });
    }
  };
  return (
    <section aria-label={t("running.tryIt")} className="flex flex-col gap-3">
      <h3 className="font-semibold">{t("running.tryIt")}</h3>
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <div key={name} className="flex flex-col gap-1">
          <span className="flex items-baseline gap-2 text-sm">
            <code className="font-mono font-medium">{name}</code>
            {required.has(name) ? <span className="text-muted">{t("panels.required")}</span> : null}
          </span>
          <InputValue
            name={name}
            property={property}
            value={inputs[name]}
            onChange={(value) => set(name, value)}
          />
        </div>
      ))}
      <Disclosure title={tl("notice.forThisRun")}>
        <div className="flex flex-col gap-1">
          <TextField
            label={tl("notice.forThisRun")}
            value={told}
            placeholder={tl("notice.addressHint")}
            onChange={setTold}
          />
          <span className="text-muted">{tl("notice.forThisRunHint")}</span>
        </div>
      </Disclosure>
      <div className="flex items-center gap-3">
        <Button
          tone="gold"
          reason={asking ? t("running.calling") : null}
          onClick={() => void call()}
        >
          {t("running.call")}
          <PriceTag price={price} short />
        </Button>
        <span role="status" className="text-sm text-muted">
          {asking ? t("running.calling") : ""}
        </span>
      </div>
      {outcome !== null && outcome !== "asking" ? (
        "called" in outcome ? (
          <Answer called={outcome.called} outputs={outputs} />
        ) : (
          <Refusal error={outcome.error} />
        )
      ) : null}
    </section>
  );
}

interface InputValueProps {
  name: string;
  property: PropertySchema;
  value: JsonValue | undefined;
  onChange: (value: JsonValue | undefined) => void;
}

function InputValue({ name, property, value, onChange }: InputValueProps) {
  const kind = inputKind(property);
  if (kind === "text")
    return <TextArea label={name} value={asText(value)} rows={2} onChange={onChange} />;
  return <FieldValue label={name} type={kind} value={value} onChange={onChange} />;
}

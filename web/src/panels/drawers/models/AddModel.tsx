import { useState } from "react";
import { ApiError } from "@/api/problem";
import type { JsonValue, Model } from "@/api/types";
import { parseJson } from "@/fields/json";
import { served } from "@/i18n/served";
import { t } from "@/i18n/t";
import { wordsOf } from "@/store/errorWords";
import { useStudio } from "@/store/context";
import { Button } from "@/ui/Button";
import { Segmented } from "@/ui/Segmented";
import { TextArea } from "@/ui/TextArea";
import { TextField } from "@/ui/TextField";

const SOURCES = ["endpoint", "document", "json"] as const;
type Source = (typeof SOURCES)[number];

/** A new model: from an endpoint's id, from its OpenAPI document, or from a contract written as JSON. */
export function AddModel() {
  const { client, catalogue, notices } = useStudio();
  const [source, setSource] = useState<Source>("endpoint");
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);

  const json = source === "endpoint" ? undefined : parseJson(text)?.value;
  const send = (): Promise<Model> => {
    if (source === "endpoint") return client.importModel({ endpoint: text.trim() });
    if (source === "document") return client.importModel({ document: json as Document });
    return client.addModel(json ?? null);
  };
  const add = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const model = await send();
      await catalogue.refresh();
      setText("");
      notices.say({ text: t("panels.modelAdded", { model: model.title }) });
    } catch (error) {
      if (error instanceof ApiError) setTrouble(error);
      else notices.fail(error);
    }
    setBusy(false);
  };
  const change = (next: string) => {
    setText(next);
    setTrouble(null);
  };
  return (
    <div className="flex flex-col gap-2">
      <Segmented
        label={t("panels.addModelFrom")}
        value={source}
        segments={SOURCES.map((value) => ({ value, label: t(`panels.from_${value}`) }))}
        onChange={(next) => {
          setSource(next);
          change("");
        }}
      />
      <p className="text-sm text-muted">{t(`panels.how_${source}`)}</p>
      {source === "endpoint" ? (
        <TextField label={t("panels.from_endpoint")} value={text} onChange={change} />
      ) : (
        <TextArea
          label={t(`panels.from_${source}`)}
          value={text}
          rows={8}
          spellCheck={false}
          onChange={change}
          className="font-mono text-sm"
        />
      )}
      {trouble ? <Trouble error={trouble} /> : null}
      <Button
        className="self-start"
        reason={busy ? t("panels.adding") : missing(source, text, json)}
        onClick={() => void add()}
      >
        {t("panels.addModel")}
      </Button>
    </div>
  );
}

type Document = Record<string, JsonValue>;

/** Why what is typed cannot be sent yet; null when it can. */
function missing(source: Source, text: string, json: JsonValue | undefined): string | null {
  if (text.trim() === "") return t(`panels.how_${source}`);
  if (source === "endpoint") return null;
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  return isObject ? null : t("fields.notJson");
}

/** What the server found wrong, place by place where there are several. */
function Trouble({ error }: { error: ApiError }) {
  const { places } = error;
  return (
    <div role="alert" className="text-sm">
      {places.length > 1 ? (
        <ul className="list-disc pl-4 text-bad">
          {places.map(({ loc, message }, index) => (
            <li key={index}>{loc ? `${loc}: ${served(message)}` : served(message)}</li>
          ))}
        </ul>
      ) : (
        <p className="text-bad">{wordsOf(error)}</p>
      )}
      {error.hint ? <p className="text-muted">{served(error.hint)}</p> : null}
    </div>
  );
}

import { useRef, useState } from "react";
import type { Model } from "@/api/types";
import { modelPrice, priceSource } from "@/fields/modelChoices";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Switch } from "@/ui/Switch";
import { Tooltip } from "@/ui/Tooltip";

interface ModelRowProps {
  model: Model;
  /** Said once for all of its models. */
  providerReason: string | null;
}

/** One model with the switch that offers it to everyone in the workspace. */
export function ModelRow({ model, providerReason }: ModelRowProps) {
  const { client, catalogue, notices } = useStudio();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const own = model.unavailableReason === providerReason ? null : model.unavailableReason;
  const last = useRef(Promise.resolve());
  const send = async (enabled: boolean) => {
    try {
      await client.enableModel(model.id, enabled);
      await catalogue.refresh();
    } catch (error) {
      notices.fail(error);
    }
  };
  const set = async (enabled: boolean) => {
    setWanted(enabled);
    // One after the other: what was wanted last is what the server hears last.
    const turn = last.current.then(() => send(enabled));
    last.current = turn;
    await turn;
    if (last.current === turn) setWanted(null);
  };
  return (
    <li className="flex items-start gap-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline justify-between gap-3">
          <Tooltip content={<About model={model} />} side="right">
            <span tabIndex={0} className="truncate font-medium">
              {model.title}
            </span>
          </Tooltip>
          <Tooltip content={priceSource(model.price)} side="right">
            <span tabIndex={0} className="shrink-0 text-sm text-muted">
              {modelPrice(model.price)}
            </span>
          </Tooltip>
        </p>
        <p className="text-sm text-muted">{model.description}</p>
        {model.requirements ? <p className="text-sm text-muted">{model.requirements}</p> : null}
        {own === null ? null : <p className="text-sm text-bad">{own}</p>}
      </div>
      <Switch
        label={t("panels.offer", { model: model.title })}
        checked={wanted ?? model.enabled}
        onChange={(enabled) => void set(enabled)}
      />
    </li>
  );
}

/** What is needed to name a model, and what its pictures may be used for. */
function About({ model }: { model: Model }) {
  return (
    <>
      <p className="font-medium">{model.id}</p>
      {model.licence ? <p>{model.licence}</p> : null}
    </>
  );
}

import { t } from "@/i18n/t";

/** Whether a provider can be asked. */
export function ProviderMark({ ready }: { ready: boolean }) {
  return ready ? (
    <span className="text-good">{t("panels.ready")}</span>
  ) : (
    <span>{t("panels.notReady")}</span>
  );
}

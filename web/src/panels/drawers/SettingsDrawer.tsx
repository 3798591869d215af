import { tl } from "@/i18n/later";
import { LANGUAGES, t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useAlertsOn, useLanguage, useModels, useTheme } from "@/store/hooks";
import type { ThemeChoice } from "@/store/theme";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Section } from "@/ui/Section";
import { Segmented } from "@/ui/Segmented";
import { Switch } from "@/ui/Switch";
import { ProviderMark } from "./models/ProviderMark";
import { providerStates } from "./models/providers";

const THEMES: readonly ThemeChoice[] = ["system", "dark", "light"];

/** How the canvas looks, and what stands ready behind it. */
export default function SettingsDrawer() {
  const { language, notices, theme, view } = useStudio();
  const { choice } = useTheme();
  const { code } = useLanguage();
  const models = useModels();
  const offered = models.filter((model) => model.enabled);
  return (
    <Drawer
      title={t("panels.settings")}
      closeLabel={t("ui.close")}
      onClose={() => view.closeDrawer()}
    >
      <Section title={t("panels.theme")}>
        <Segmented
          label={t("panels.theme")}
          value={choice}
          segments={THEMES.map((value) => ({ value, label: t(`panels.theme_${value}`) }))}
          onChange={(next) => theme.set(next)}
        />
      </Section>
      <Section title={t("language.title")}>
        <Segmented
          label={t("language.title")}
          value={code}
          segments={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
          onChange={(next) => {
            language.set(next).catch(() => notices.say({ text: t("language.failed"), bad: true }));
          }}
        />
      </Section>
      <Section title={t("running.alerts")}>
        <AlertsSwitch />
      </Section>
      <Section
        title={t("panels.models")}
        aside={t("panels.offered", { n: offered.length, of: models.length })}
      >
        <ul className="flex flex-col gap-2">
          {providerStates(models).map(({ name, title, reason }) => (
            <li key={name}>
              <span className="flex items-baseline justify-between gap-3">
                <span className="truncate font-medium">{title}</span>
                <span className="shrink-0 text-sm text-muted">
                  <ProviderMark ready={reason === null} />
                </span>
              </span>
              {reason === null ? null : <span className="block text-sm text-muted">{reason}</span>}
            </li>
          ))}
        </ul>
        <Button className="self-start" onClick={() => view.toggleDrawer("models")}>
          {t("panels.chooseModels")}
        </Button>
      </Section>
      <Section title={tl("credentials.title")}>
        <p className="text-sm text-muted">{tl("credentials.hint")}</p>
        <Button className="self-start" onClick={() => view.toggleDrawer("credentials")}>
          {tl("credentials.open")}
        </Button>
      </Section>
      <Section title={tl("keys.title")}>
        <p className="text-sm text-muted">{tl("keys.hint")}</p>
        <Button className="self-start" onClick={() => view.toggleDrawer("keys")}>
          {tl("keys.open")}
        </Button>
      </Section>
      <Section title={t("panels.keys")}>
        <Button className="self-start" onClick={() => view.openDialog({ kind: "shortcuts" })}>
          {t("panels.showKeys")}
        </Button>
      </Section>
    </Drawer>
  );
}

/** Asked of the browser only when somebody switches it on. */
function AlertsSwitch() {
  const { alerts, notices } = useStudio();
  const on = useAlertsOn();
  if (!alerts.possible()) return <p className="text-sm text-muted">{t("running.noAlerts")}</p>;
  const set = async (wanted: boolean) => {
    if (!(await alerts.set(wanted))) notices.say({ text: t("running.alertsRefused"), bad: true });
  };
  return (
    <label className="flex items-center justify-between gap-3">
      <span className="text-sm text-muted">{t("running.alertsHint")}</span>
      <Switch
        label={t("running.alertsHint")}
        checked={on}
        onChange={(wanted) => void set(wanted)}
      />
    </label>
  );
}

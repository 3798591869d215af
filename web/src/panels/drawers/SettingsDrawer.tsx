import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useModels, useTheme } from "@/store/hooks";
import type { ThemeChoice } from "@/store/theme";
import { Button } from "@/ui/Button";
import { Drawer } from "@/ui/Drawer";
import { Section } from "@/ui/Section";
import { Segmented } from "@/ui/Segmented";

const THEMES: readonly ThemeChoice[] = ["system", "dark", "light"];

/** How the canvas looks, and what stands ready behind it. */
export default function SettingsDrawer() {
  const { theme, view } = useStudio();
  const { choice } = useTheme();
  const models = useModels().filter((model) => model.enabled);
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
      <Section title={t("panels.models")}>
        <ul className="flex flex-col gap-2">
          {models.map((model) => (
            <li key={model.id}>
              <span className="flex items-baseline justify-between gap-3">
                <span className="truncate font-medium">{model.title}</span>
                <span className="shrink-0 text-sm text-muted">{model.providerTitle}</span>
              </span>
              {model.available ? null : (
                <span className="text-sm text-bad">{model.unavailableReason}</span>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("panels.keys")}>
        <Button className="self-start" onClick={() => view.openDialog({ kind: "shortcuts" })}>
          {t("panels.showKeys")}
        </Button>
      </Section>
    </Drawer>
  );
}

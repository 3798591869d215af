import { t } from "@/i18n/t";

/** Words of the button beside code, in the language of the page. */
export function copyWords(): { copy: string; copied: string } {
  return { copy: t("panels.copy"), copied: t("panels.copied") };
}

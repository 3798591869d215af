import { t } from "@/i18n/t";

/** Words of the button beside code. */
export const COPY = { copy: t("panels.copy"), copied: t("panels.copied") };

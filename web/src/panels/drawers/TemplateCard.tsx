import type { TemplateSummary } from "@/api/types";
import { t } from "@/i18n/t";

interface TemplateCardProps {
  template: TemplateSummary;
  /** It was chosen and is on its way. */
  opening: boolean;
  onChoose: () => void;
}

/** A template with its picture; all of it is one button. */
export function TemplateCard({ template, opening, onChoose }: TemplateCardProps) {
  const { title, description, picture } = template;
  return (
    <li>
      <button
        type="button"
        aria-label={t("templates.use", { title })}
        aria-describedby={`template-${template.id}`}
        aria-busy={opening}
        onClick={opening ? undefined : onChoose}
        className="block w-full overflow-hidden rounded-md border border-line bg-card text-left transition-colors hover:border-faint hover:bg-hover"
      >
        <span className="block aspect-video bg-raised">
          {picture ? (
            <img
              src={picture}
              alt=""
              width={480}
              height={270}
              loading="lazy"
              className="size-full object-cover"
            />
          ) : null}
        </span>
        <span className="block px-3 pt-2 pb-2.5">
          <span className="block font-semibold">
            {opening ? t("templates.opening", { title }) : title}
          </span>
          <span id={`template-${template.id}`} className="mt-0.5 block text-sm text-muted">
            {description}
          </span>
        </span>
      </button>
    </li>
  );
}

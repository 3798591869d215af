import type { TemplateSummary } from "@/api/types";
import { t } from "@/i18n/t";

interface TemplateCardProps {
  template: TemplateSummary;
  /** It was chosen and is on its way. */
  opening: boolean;
  onChoose: () => void;
}

/** A template with its picture; all of it is one button, which is called by its title. */
export function TemplateCard({ template, opening, onChoose }: TemplateCardProps) {
  const { title, description, picture } = template;
  return (
    <li className="relative overflow-hidden rounded-md border border-line bg-card transition-colors hover:border-faint hover:bg-hover">
      <div className="aspect-video bg-raised">
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
      </div>
      <div className="px-3 pt-2 pb-2.5">
        <button
          type="button"
          aria-label={opening ? undefined : t("templates.use", { title })}
          aria-describedby={`template-${template.id}`}
          aria-busy={opening}
          onClick={opening ? undefined : onChoose}
          className="text-left font-semibold outline-none after:absolute after:inset-0 after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-gold"
        >
          {opening ? t("templates.opening", { title }) : title}
        </button>
        <p id={`template-${template.id}`} className="mt-0.5 text-sm text-muted">
          {description}
        </p>
      </div>
    </li>
  );
}

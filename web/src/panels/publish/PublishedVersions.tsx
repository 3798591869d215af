import type { Publication } from "@/api/types";
import { momentWords } from "@/fields/words";
import { tl } from "@/i18n/later";
import { Button } from "@/ui/Button";

interface PublishedVersionsProps {
  versions: Publication["versions"];
  busy: boolean;
  onUse: (version: number) => void;
}

/** Every version that was published; any of them can be gone back to. */
export function PublishedVersions({ versions, busy, onUse }: PublishedVersionsProps) {
  return (
    <section aria-label={tl("publish.versions")} className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">{tl("publish.versions")}</h3>
      <ul className="divide-y divide-line rounded-md border border-line">
        {versions.map(({ version, publishedAt, stable }) => (
          <li key={version} className="flex h-10 items-center gap-3 px-3">
            <span className="font-medium tabular-nums">{tl("publish.number", { n: version })}</span>
            <span className="flex-1 text-sm text-muted">{momentWords(publishedAt)}</span>
            {stable ? (
              <span className="text-sm font-medium text-gold-text">{tl("publish.inUse")}</span>
            ) : (
              <Button
                size="sm"
                tone="quiet"
                reason={busy ? tl("publish.working") : null}
                onClick={() => onUse(version)}
              >
                {tl("publish.useThis")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

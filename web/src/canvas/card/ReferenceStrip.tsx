import { Image } from "lucide-react";

import { thumbnailUrl } from "@/api/urls";
import { t } from "@/i18n/t";
import { useReferences, type ShownReference } from "@/store/hooks";
import { Tooltip } from "@/ui/Tooltip";

/** The reference images, numbered in the order they were wired. */
export function ReferenceStrip({ nodeId }: { nodeId: string }) {
  const references = useReferences(nodeId);
  return (
    <ol aria-label={t("canvas.references")} className="flex h-full gap-1.5 overflow-x-auto">
      {references.map((each, index) => (
        <li key={index} className="shrink-0">
          <Tooltip content={words(each, index)}>
            <span
              tabIndex={0}
              className="relative block size-11 overflow-hidden rounded-sm border border-line bg-raised"
            >
              {each.assetId ? (
                <img
                  src={thumbnailUrl(each.assetId, 256)}
                  alt={words(each, index)}
                  draggable={false}
                  className="size-full object-cover"
                />
              ) : (
                <Image aria-label={words(each, index)} size={16} className="m-3.5 text-muted" />
              )}
              <span
                aria-hidden
                className="absolute top-0.5 left-0.5 rounded-sm bg-veil px-1 text-xs font-semibold text-white"
              >
                {index + 1}
              </span>
            </span>
          </Tooltip>
        </li>
      ))}
    </ol>
  );
}

function words({ role: kind, sourceTitle }: ShownReference, index: number): string {
  const n = index + 1;
  const role = t(`roles.${kind}`);
  return sourceTitle === null
    ? t("canvas.referenceFile", { n, role })
    : t("canvas.referenceWire", { n, role, source: sourceTitle });
}

import { useQueries, useQuery } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Asset } from "@/api/types";
import { AssetMedia } from "@/fields/AssetMedia";
import { assetTitle } from "@/fields/assetTitle";
import { tl } from "@/i18n/later";
import { useStudio } from "@/store/context";
import { useHidden } from "@/store/hooks";

interface LineageProps {
  asset: Asset;
  /** Walks on to a picture. */
  onGo: (asset: Asset) => void;
}

const THUMBNAIL = 44;
const MOST = 24;

/** What a picture was made from, and what came of it: two rows to walk along. */
export function Lineage({ asset, onGo }: LineageProps) {
  const { client } = useStudio();
  const hidden = useHidden();
  const parents = useQueries({
    queries: asset.parents.map((id) => ({
      queryKey: ["asset", id],
      queryFn: () => client.asset(id),
      retry: false,
    })),
  });
  const children = useQuery({
    queryKey: ["children", asset.id],
    queryFn: () => client.assets({ parent: asset.id, limit: MOST }),
  });
  const became = (children.data?.items ?? []).filter(({ id }) => !hidden.has(id));
  const from = parents.map(({ data, isError }) => (isError ? null : data));
  return (
    <div className="flex gap-6">
      <Row label={tl("library.madeFrom")} assets={from} onGo={onGo} />
      <Row label={tl("library.became")} assets={became} onGo={onGo} />
    </div>
  );
}

interface RowProps {
  label: string;
  /** Null for one that was deleted, nothing for one that is still to come. */
  assets: readonly (Asset | null | undefined)[];
  onGo: (asset: Asset) => void;
}

function Row({ label, assets, onGo }: RowProps) {
  if (assets.length === 0) return null;
  return (
    <div className="min-w-0">
      <p className="mb-1 text-sm text-muted">{label}</p>
      <ul
        aria-label={label}
        onKeyDown={walk}
        className="flex max-w-80 gap-1.5 overflow-x-auto p-0.5"
      >
        {assets.map((asset, index) => (
          <li key={asset?.id ?? index} className="size-11 shrink-0 rounded-sm bg-raised">
            {asset ? (
              <button
                type="button"
                aria-label={tl("library.openPicture", { title: assetTitle(asset) })}
                title={assetTitle(asset)}
                onClick={() => onGo(asset)}
                className="size-11 overflow-hidden rounded-sm"
              >
                <AssetMedia asset={asset} alt="" width={THUMBNAIL} />
              </button>
            ) : asset === null ? (
              <span
                role="img"
                aria-label={tl("library.gone")}
                title={tl("library.gone")}
                className="flex size-11 items-center justify-center text-muted"
              >
                <ImageOff aria-hidden size={16} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Left and right go along the row. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (by === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[at + by]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

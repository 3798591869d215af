import type { Asset } from "@/api/types";

/** What to call a picture: what was asked for, else its file name. */
export function assetTitle(asset: Asset): string {
  return asset.prompt ?? asset.name;
}

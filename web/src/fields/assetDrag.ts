import type { DragEvent } from "react";

/** Names an asset in a drag; its id is the data. */
const ASSET_TYPE = "application/x-limner-asset";

export function carryAsset(event: DragEvent, assetId: string): void {
  event.dataTransfer.setData(ASSET_TYPE, assetId);
  event.dataTransfer.effectAllowed = "copy";
}

/** Whether a drag, still in the air, may bring a picture. */
export function mayCarryPicture(event: DragEvent): boolean {
  return event.dataTransfer.types.some((type) => type === ASSET_TYPE || type === "Files");
}

/** What was let go: an asset of the library, or files. */
export function dropped(event: DragEvent): { assetId: string | null; files: File[] } {
  return {
    assetId: event.dataTransfer.getData(ASSET_TYPE) || null,
    files: [...event.dataTransfer.files],
  };
}

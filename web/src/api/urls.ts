/** Width in pixels of the thumbnails the server keeps ready. */
export type ThumbnailWidth = 64 | 256 | 512 | 1024;

/** Address of an asset's picture, scaled down by the server; always on this server, never expiring. */
export function thumbnailUrl(assetId: string, width: ThumbnailWidth): string {
  return `/api/assets/${encodeURIComponent(assetId)}/content?w=${width}`;
}

export function contentUrl(assetId: string, format?: string): string {
  const query = format ? `?format=${encodeURIComponent(format)}` : "";
  return `/api/assets/${encodeURIComponent(assetId)}/content${query}`;
}

/** Address of the picture as people take it away: with the workflow it was made by inside. */
export function takeAwayUrl(assetId: string): string {
  return `/api/assets/${encodeURIComponent(assetId)}/content?workflow=true`;
}

/** Address of a zip with all files of a run, in its order. */
export function runDownloadUrl(runId: string): string {
  return `/api/assets/download?runId=${encodeURIComponent(runId)}`;
}

export function downloadUrl(assetIds: readonly string[]): string {
  return `/api/assets/download?ids=${assetIds.map(encodeURIComponent).join(",")}`;
}

export const IMAGE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];

/** Larger files are refused by the server; saying so before sending saves the wait. */
export const MOST_BYTES = 10_485_760;

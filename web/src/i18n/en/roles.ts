/** What a reference is for, in the middle of a sentence. */
export const roles = {
  character: "character",
  endImage: "end image",
  image: "image",
  mask: "mask",
  startImage: "start image",
  video: "video",
  style: "style",
} as const;

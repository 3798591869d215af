/** What a handle carries, in the middle of a sentence, as the API calls it. */
export const types = {
  any: "any",
  audio: "audio",
  boolean: "boolean",
  file: "file",
  image: "image",
  list: "list",
  number: "number",
  params: "params",
  text: "text",
  video: "video",
} as const;

/** Films, sounds and files that are no pictures. */
export const films = {
  downloadAll: "Download all",
  seconds: "{n} s",
} as const;

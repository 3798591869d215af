export const ui = {
  close: "Close",
  notices: "Notices",
} as const;

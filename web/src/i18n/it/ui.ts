import type { ui as english } from "../en/ui";
import type { Words } from "../words";

export const ui: Words<typeof english> = {
  close: "Chiudi",
  notices: "Notifiche",
};

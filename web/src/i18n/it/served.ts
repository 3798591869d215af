import type { Translations } from "../served";
import catalogue from "./served/catalogue.json";
import messages from "./served/messages.json";
import parts from "./served/parts.json";

/** The server's texts: the catalogue's, whole messages, and parts that messages are put together of. */
export const served: Translations = { ...parts, ...messages, ...catalogue };

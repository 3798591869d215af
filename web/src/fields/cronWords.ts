import cronstrue from "cronstrue";
import "cronstrue/locales/it";

/** What an expression of five fields says; null where it says nothing that can be told. */
export function cronWords(expression: string, language: string): string | null {
  try {
    return cronstrue.toString(expression, { locale: language, use24HourTimeFormat: true });
  } catch {
    return null;
  }
}

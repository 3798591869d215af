/** How the page writes numbers and dates: that of its language, changed together with it. */
const page = { locale: "en-GB" };

export function setLocale(locale: string): void {
  page.locale = locale;
}

/** A number as the language writes it; with `digits`, with just so many decimals. */
export function numberWords(value: number, digits?: number): string {
  const decimals =
    digits === undefined
      ? { maximumFractionDigits: 6 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // A thousand needs no separator yet: sizes in pixels are read as they are typed.
  return new Intl.NumberFormat(page.locale, { ...decimals, useGrouping: "min2" }).format(value);
}

/** A decimal such as `0.04` as the language writes it, with all its digits. */
export function decimalWords(decimal: string): string {
  return numberWords(Number(decimal), decimal.split(".")[1]?.length ?? 0);
}

/** `14:05`, as the clocks are here or in a time zone. */
export function timeOfDay(moment: Date, timeZone?: string): string {
  return moment.toLocaleTimeString(page.locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** A date, as the options say. */
export function dateWords(moment: Date, options: Intl.DateTimeFormatOptions): string {
  return moment.toLocaleDateString(page.locale, options);
}

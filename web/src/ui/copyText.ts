/**
 * Puts a text on the clipboard and says whether it went. It goes through a copy
 * event because `navigator.clipboard` is missing on plain HTTP.
 */
export function copyText(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true, capture: true });
  const went = document.execCommand("copy");
  document.removeEventListener("copy", put, { capture: true });
  return went;
}

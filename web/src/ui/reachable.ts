/**
 * Ends once the page's server has answered; rejects when it does not. Asked before a module is
 * fetched: a browser that could not fetch a module does not ask for it again while the page lives.
 */
export async function reachable(): Promise<void> {
  const answer = await fetch(window.location.pathname, { method: "HEAD", cache: "no-store" });
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
}

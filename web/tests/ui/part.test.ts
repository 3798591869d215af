// @vitest-environment jsdom
import { createElement, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Later, NotFetched } from "@/ui/Later";
import { part } from "@/ui/part";

const server = vi.fn<() => Promise<Response>>();

beforeEach(() => {
  vi.stubGlobal("fetch", server);
  server.mockImplementation(() => Promise.resolve(new Response()));
});
afterEach(() => {
  vi.unstubAllGlobals();
  server.mockReset();
  document.body.replaceChildren();
});

function away() {
  server.mockImplementationOnce(() => Promise.reject(new TypeError("Failed to fetch")));
}

/** A part that says "here", with how often it was fetched. */
function greeting() {
  const fetched = vi.fn(() => Promise.resolve(() => "here"));
  return { fetched, Greeting: part(fetched) };
}

function draw(children: ReactNode, tell = () => undefined): HTMLElement {
  const place = document.body.appendChild(document.createElement("div"));
  createRoot(place, { onCaughtError: () => undefined }).render(
    createElement(NotFetched, { value: tell }, children),
  );
  return place;
}

function inRoom(child: ReactNode, onError?: () => void): ReactNode {
  return createElement(Later, onError ? { onError, children: child } : { children: child });
}

it("is drawn once it is here, and at once where it was fetched ahead", async () => {
  const { Greeting, fetched } = greeting();
  const place = draw(inRoom(createElement(Greeting)));
  await vi.waitFor(() => expect(place.textContent).toBe("here"));
  await Greeting.load();
  expect(fetched).toHaveBeenCalledTimes(1);
});

it("is not fetched while the server is away: a browser would not ask for it again", async () => {
  const { Greeting, fetched } = greeting();
  const [tell, takeBack] = [vi.fn(), vi.fn()];
  away();
  draw(inRoom(createElement(Greeting), takeBack), tell);
  await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(1));
  expect(takeBack).toHaveBeenCalledTimes(1);
  expect(fetched).not.toHaveBeenCalled();

  const again = draw(inRoom(createElement(Greeting)));
  await vi.waitFor(() => expect(again.textContent).toBe("here"));
});

it("comes without the server where it was fetched ahead", async () => {
  const { Greeting } = greeting();
  await Greeting.load();
  server.mockImplementation(() => Promise.reject(new TypeError("Failed to fetch")));
  const place = draw(inRoom(createElement(Greeting)));
  await vi.waitFor(() => expect(place.textContent).toBe("here"));
});

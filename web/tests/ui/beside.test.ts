import { expect, it } from "vitest";

import { beside } from "@/ui/beside";

const room = { width: 1000, height: 600 };
const bubble = { width: 200, height: 40 };

function box(left: number, top: number) {
  return { left, top, width: 100, height: 30 };
}

it.each([
  ["top", { left: 350, top: 254 }],
  ["bottom", { left: 350, top: 336 }],
  ["left", { left: 194, top: 295 }],
  ["right", { left: 506, top: 295 }],
] as const)("stands at the %s, in line with the middle", (side, place) => {
  expect(beside(box(400, 300), bubble, side, room)).toEqual(place);
});

it.each([
  ["top", box(400, 10), { left: 350, top: 46 }],
  ["bottom", box(400, 560), { left: 350, top: 514 }],
  ["left", box(20, 300), { left: 126, top: 295 }],
  ["right", box(880, 300), { left: 674, top: 295 }],
] as const)("stands on the other side where the %s has no room", (side, at, place) => {
  expect(beside(at, bubble, side, room)).toEqual(place);
});

it("is moved along so that it does not stick out", () => {
  expect(beside(box(0, 300), bubble, "top", room).left).toBe(8);
  expect(beside(box(950, 300), bubble, "top", room).left).toBe(792);
});

it("keeps its side where the other has no more room", () => {
  const tall = { width: 100, height: 400 };
  expect(beside(box(400, 350), tall, "top", room).top).toBe(8);
});

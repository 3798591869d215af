import { expect, test } from "vitest";

import { complete, pieces, typedName } from "@/fields/templateText";

const text = "A {{ request.output.prompt }} by {{ text.output.text | upcase }}";

test("pieces put together are the text", () => {
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});

test("pieces name what an expression reads", () => {
  expect(pieces(text).map((piece) => piece.name)).toEqual([
    null,
    "request.output.prompt",
    null,
    "text.output.text",
  ]);
});

test.each([
  ["a {{ req", 8, "req"],
  ["a {{", 4, ""],
  ["a {{ req.output.", 16, "req.output."],
])("a name is being typed in %j", (typed, caret, expected) => {
  expect(typedName(typed, caret)?.typed).toBe(expected);
});

test.each([
  ["no braces", 5],
  ["{{ done }} after", 16],
  ["{{ a | filter", 13],
])("no name is being typed in %j", (typed, caret) => {
  expect(typedName(typed, caret)).toBeNull();
});

test("completing writes the name, closes the expression and goes behind it", () => {
  const done = complete("see {{ req now", 10, "request.output.photo");
  expect(done.text).toBe("see {{ request.output.photo }} now");
  expect(done.text.slice(0, done.caret)).toBe("see {{ request.output.photo }}");
});

test("completing inside a closed expression does not close it again", () => {
  const done = complete("see {{ req }} now", 10, "request.output.photo");
  expect(done.text).toBe("see {{ request.output.photo }} now");
});

test("completing replaces the rest of a name behind the caret", () => {
  expect(complete("{{ request.output.old }}", 10, "text.output.text").text).toBe(
    "{{ text.output.text }}",
  );
});

test("completing right after the braces leaves a space", () => {
  expect(complete("{{", 2, "a.output.b").text).toBe("{{ a.output.b }}");
});

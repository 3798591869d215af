import { expect, test } from "vitest";

import { MOST_CARRIED_BYTES, workflowIn } from "@/graph/workflowInImage";

const TEXT = '{"name":"Café 猫","nodes":[],"edges":[]}';
const utf8 = new TextEncoder();

function joined(...parts: (Uint8Array | number[] | string)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => [...(typeof part === "string" ? latin(part) : part)]),
  );
}

function latin(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function number(value: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, littleEndian);
  return bytes;
}

/** A chunk of a PNG; the length may be told wrong. */
function chunk(name: string, body: Uint8Array, length = body.length): Uint8Array {
  const made = new Uint8Array(body.length + 12);
  made.set(number(length, false));
  made.set(latin(name), 4);
  made.set(body, 8);
  return made;
}

interface TextChunk {
  keyword?: string;
  flag?: number;
  language?: string;
}

function textChunk(text: string, { keyword, flag, language }: TextChunk = {}): Uint8Array {
  const head = `${keyword ?? "limner:workflow"}\0${String.fromCharCode(flag ?? 0)}\0${language ?? ""}\0\0`;
  const body = utf8.encode(text);
  const made = new Uint8Array(head.length + body.length);
  made.set(latin(head));
  made.set(body, head.length);
  return chunk("iTXt", made);
}

const HEADER = chunk("IHDR", new Uint8Array(13));
const DATA = chunk("IDAT", new Uint8Array(40));
const END = chunk("IEND", new Uint8Array(0));

function concat(...parts: Uint8Array[]): Uint8Array {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

function png(...chunks: Uint8Array[]): Uint8Array {
  return concat(joined("\x89PNG\r\n\x1a\n"), ...chunks);
}

/** A chunk of a WebP with its padding; the length may be told wrong. */
function riff(code: string, body: Uint8Array, length = body.length): Uint8Array {
  return concat(joined(code, number(length, true)), body, new Uint8Array(body.length % 2));
}

function webp(...chunks: Uint8Array[]): Uint8Array {
  const body = concat(...chunks);
  return concat(joined("RIFF", number(4 + body.length, true), "WEBP"), body);
}

const PICTURE = riff("VP8 ", new Uint8Array(21));
const CARRIED = riff("LMNR", utf8.encode(TEXT));

test("a PNG gives the workflow it carries, among other texts", () => {
  const others = [
    chunk("tEXt", joined("limner:workflow\0no")),
    chunk("zTXt", joined("limner:workflow\0\0no")),
    textChunk("no", { keyword: "limner:workflow2" }),
    textChunk("no", { keyword: "Limner:workflow" }),
    textChunk("no", { flag: 1 }),
  ];
  expect(workflowIn(png(HEADER, textChunk(TEXT), DATA, END))).toBe(TEXT);
  expect(workflowIn(png(HEADER, ...others, textChunk(TEXT, { language: "it" }), DATA))).toBe(TEXT);
  expect(workflowIn(png(HEADER, ...others, DATA, END))).toBeNull();
});

test("a WebP gives the workflow it carries, after chunks of odd length", () => {
  expect(workflowIn(webp(PICTURE, CARRIED))).toBe(TEXT);
  expect(workflowIn(webp(CARRIED, PICTURE))).toBe(TEXT);
  expect(workflowIn(webp(riff("EXIF", new Uint8Array(3)), PICTURE, CARRIED))).toBe(TEXT);
  expect(workflowIn(webp(PICTURE, riff("lmnr", utf8.encode(TEXT))))).toBeNull();
});

test("an image that is part of a larger buffer is read from its own beginning", () => {
  const whole = concat(new Uint8Array(7), png(HEADER, textChunk(TEXT), DATA), webp(CARRIED));
  const length = whole.length - 7 - webp(CARRIED).length;
  expect(workflowIn(whole.subarray(7, 7 + length))).toBe(TEXT);
  expect(workflowIn(whole.subarray(7 + length))).toBe(TEXT);
});

test("a file that ends anywhere before the workflow does gives none", () => {
  const asPng = png(HEADER, textChunk(TEXT));
  const asWebp = webp(PICTURE, CARRIED);
  const pad = utf8.encode(TEXT).length % 2;
  for (let length = 0; length < asPng.length; length++)
    expect(workflowIn(asPng.subarray(0, length))).toBeNull();
  for (let length = 0; length < asWebp.length - pad; length++)
    expect(workflowIn(asWebp.subarray(0, length))).toBeNull();
});

test.each([0x7fffffff, 0xfffffff4, 0xffffffff, 64])("a length of %i leads nowhere", (length) => {
  const lost = new Uint8Array(4);
  expect(workflowIn(png(HEADER, chunk("iTXt", lost, length), DATA))).toBeNull();
  expect(workflowIn(webp(riff("LMNR", lost, length)))).toBeNull();
  expect(workflowIn(webp(riff("EXIF", lost, length)))).toBeNull();
});

test("chunks of no length come to an end", () => {
  const empty = Array.from({ length: 5000 }, () => chunk("iTXt", new Uint8Array(0)));
  expect(workflowIn(png(...empty))).toBeNull();
  expect(workflowIn(concat(webp(), new Uint8Array(4000)))).toBeNull();
});

test("only what stands inside the image counts", () => {
  expect(workflowIn(png(HEADER, DATA, textChunk(TEXT), END))).toBeNull();
  expect(workflowIn(concat(webp(PICTURE), CARRIED))).toBeNull();
});

test("a text chunk without its separators, or not in UTF-8, gives none", () => {
  const whole = joined("limner:workflow\0\0\0\0\0");
  for (let length = 0; length < whole.length; length++)
    expect(workflowIn(png(HEADER, chunk("iTXt", whole.subarray(0, length)), DATA))).toBeNull();
  const broken = joined("limner:workflow\0\0\0\0\0", [0xc3, 0x28]);
  expect(workflowIn(png(chunk("iTXt", broken), DATA))).toBeNull();
  expect(workflowIn(webp(riff("LMNR", Uint8Array.from([0xff, 0xfe]))))).toBeNull();
});

test("a workflow has at most 4 MiB", () => {
  const most = "x".repeat(MOST_CARRIED_BYTES);
  expect(workflowIn(png(textChunk(most)))).toHaveLength(MOST_CARRIED_BYTES);
  expect(workflowIn(png(textChunk(`${most}x`)))).toBeNull();
  expect(workflowIn(webp(riff("LMNR", utf8.encode(most))))).toHaveLength(MOST_CARRIED_BYTES);
  expect(workflowIn(webp(riff("LMNR", utf8.encode(`${most}x`))))).toBeNull();
});

test("other files carry none", () => {
  const jpeg = joined([0xff, 0xd8, 0xff, 0xe0], number(16, false), "JFIF", textChunk(TEXT));
  const sound = concat(joined("RIFF", number(4 + CARRIED.length, true), "WAVE"), CARRIED);
  for (const file of [jpeg, sound, utf8.encode(TEXT), new Uint8Array(0)])
    expect(workflowIn(file)).toBeNull();
});

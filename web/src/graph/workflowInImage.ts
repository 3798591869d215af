/** The most a carried workflow may have; what is longer is not even decoded. */
export const MOST_CARRIED_BYTES = 4 * 1024 * 1024;

const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";
/** In a PNG, the keyword of the text chunk; in a WebP, the code of a chunk of its own. */
const PNG_KEYWORD = "limner:workflow\0";
const WEBP_CODE = "LMNR";

/**
 * The text of the workflow that a PNG or WebP made here carries, or null. The
 * bytes may be anybody's: every length is held against what is there, and each
 * step goes forward.
 */
export function workflowIn(bytes: Uint8Array): string | null {
  if (reads(bytes, 0, PNG_SIGNATURE)) return inPng(bytes);
  if (reads(bytes, 0, "RIFF") && reads(bytes, 8, "WEBP")) return inWebp(bytes);
  return null;
}

/** A chunk of a PNG is its length, its name, its data and a check sum. */
function inPng(bytes: Uint8Array): string | null {
  const view = viewOf(bytes);
  let at = PNG_SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const start = at + 8;
    const end = start + view.getUint32(at);
    if (end + 4 > bytes.length || reads(bytes, at + 4, "IDAT")) return null;
    const body = bytes.subarray(start, end);
    const text = reads(bytes, at + 4, "iTXt") ? inTextChunk(body) : null;
    if (text !== null) return text;
    at = end + 4;
  }
  return null;
}

/** Keyword, whether it is compressed, how, a language, the keyword in that language, the text. */
function inTextChunk(body: Uint8Array): string | null {
  const flag = PNG_KEYWORD.length;
  if (!reads(body, 0, PNG_KEYWORD) || body[flag] !== 0) return null;
  const language = body.indexOf(0, flag + 2);
  const translated = language < 0 ? -1 : body.indexOf(0, language + 1);
  return translated < 0 ? null : decoded(body.subarray(translated + 1));
}

/** A chunk of a RIFF file is its code, its length, its data, and a byte more where that is odd. */
function inWebp(bytes: Uint8Array): string | null {
  const view = viewOf(bytes);
  const last = Math.min(bytes.length, 8 + view.getUint32(4, true));
  let at = 12;
  while (at + 8 <= last) {
    const start = at + 8;
    const length = view.getUint32(at + 4, true);
    const end = start + length;
    if (end > last) return null;
    const text = reads(bytes, at, WEBP_CODE) ? decoded(bytes.subarray(start, end)) : null;
    if (text !== null) return text;
    at = end + (length % 2);
  }
  return null;
}

function decoded(text: Uint8Array): string | null {
  if (text.length > MOST_CARRIED_BYTES) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(text);
  } catch {
    return null;
  }
}

/** Whether the bytes from there on are these letters, each of one byte. */
function reads(bytes: Uint8Array, at: number, letters: string): boolean {
  for (let index = 0; index < letters.length; index++)
    if (bytes[at + index] !== letters.charCodeAt(index)) return false;
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Vercel's AI SDK as it is, asked for images.
 *
 * Reads `{ kind, url, key, model, options, references? }` as JSON from standard input, where `kind`
 * names one of its two providers that speak the images API and `references` are pictures in
 * base64. Writes what came, or the error, as JSON to standard output.
 */
import { Buffer } from "node:buffer";
import { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";

import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateImage } from "ai";

const providers = {
  openai: ({ url, key }) => createOpenAI({ baseURL: url, apiKey: key }),
  compatible: ({ url, key }) =>
    createOpenAICompatible({ name: "limner", baseURL: url, apiKey: key }),
};

async function answer({ kind, model, options, references, ...access }) {
  const { prompt, ...rest } = options;
  const images = references?.map((picture) => Buffer.from(picture, "base64"));
  const result = await generateImage({
    model: providers[kind](access).imageModel(model),
    prompt: images ? { text: prompt, images } : prompt,
    ...rest,
  });
  return {
    images: result.images.map(({ base64, mediaType }) => ({ base64, mediaType })),
    usage: result.usage,
    warnings: result.warnings,
  };
}

function told(error) {
  const last = error.lastError ?? error;
  return { error: last.message, status: last.statusCode, body: last.responseBody };
}

const request = JSON.parse(await text(stdin));
stdout.write(JSON.stringify(await answer(request).catch(told)));

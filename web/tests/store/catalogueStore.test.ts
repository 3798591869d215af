import { afterEach, expect, it } from "vitest";

import { createClient } from "@/api/client";
import { speak } from "@/i18n/t";
import { CatalogueStore } from "@/store/catalogueStore";

import { catalogue } from "../fixtures";

const [type] = Object.values(catalogue.types);
const [model] = Object.values(catalogue.models);
const answers: Record<string, unknown> = {
  "/api/nodes": {
    items: [
      {
        ...type,
        title: "List",
        category: "input",
        keywords: ["batch"],
        dataSchema: {
          properties: { items: { title: "Items", oneOf: [{ const: "lines", title: "Lines" }] } },
        },
      },
    ],
  },
  "/api/models": {
    items: [
      {
        ...model,
        title: "Sketch",
        description: "Somebody's own model.",
        parameters: { properties: { seed: { title: "Steps" } } },
      },
    ],
    default: null,
  },
  "/api/text-models": { items: [], default: null },
};
const client = createClient("", (url) => Promise.resolve(Response.json(answers[url as string])));

afterEach(() => speak("en"));

it("says in the page's language what the server says in English, and again when it changes", async () => {
  const store = new CatalogueStore(client);
  await store.load();
  expect(store.store.getState().types[0]?.title).toBe("List");

  await speak("it");
  store.tell();
  const [list] = store.store.getState().types;
  expect(list?.title).toBe("Elenco");
  expect(list?.category).toBe("ingresso");
  expect(list?.dataSchema.properties?.["items"]?.title).toBe("Elementi");
  expect(list?.dataSchema.properties?.["items"]?.oneOf?.[0]).toEqual({
    const: "lines",
    title: "Righe",
  });
  // Whoever knows the English word finds it, too.
  expect(list?.keywords).toEqual(expect.arrayContaining(["lotto", "batch", "List"]));

  const [own] = store.store.getState().models;
  expect(own?.title).toBe("Sketch");
  expect(own?.description).toBe("Somebody's own model.");
  expect(own?.parameters.properties?.["seed"]?.title).toBe("Passi");

  await speak("en");
  store.tell();
  expect(store.store.getState().types[0]?.title).toBe("List");
});

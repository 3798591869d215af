import { beforeEach, describe, expect, it } from "vitest";

import { edgesInto, toDocument } from "@/graph/document";
import { Editor } from "@/store/editor";
import { Notices, type Notice } from "@/store/notices";

import { catalogue, docOf, node } from "../fixtures";

const start = docOf(
  [node("text", "words", { text: "a" }), node("h", "holder"), node("m", "maker", { prompt: "" })],
  "text.text-out>m.prompt-in",
  "h.image-out>m.style-in",
);

let editor: Editor;
let said: Notice[];

beforeEach(() => {
  const notices = new Notices();
  said = [];
  notices.listen((notice) => said.push(notice));
  editor = new Editor(() => catalogue, notices);
  editor.open(start, []);
});

function type(text: string): void {
  for (let end = 1; end <= text.length; end += 1)
    editor.setData("m", { prompt: text.slice(0, end) });
}

function prompt(): unknown {
  return editor.doc.nodes.byId.m?.data.prompt;
}

describe("undo", () => {
  it("takes back a run of typing as one step", () => {
    type("a fox");
    editor.undo();
    expect(prompt()).toBe("");
    editor.redo();
    expect(prompt()).toBe("a fox");
  });

  it("keeps typing before and after a pause apart", () => {
    type("a fox");
    editor.settle();
    editor.setData("m", { prompt: "a fox at night" });
    editor.undo();
    expect(prompt()).toBe("a fox");
  });

  it("does not take earlier typing along when typing goes on after an undo", () => {
    type("one");
    editor.undo();
    type("two");
    editor.undo();
    expect(prompt()).toBe("");
  });

  it("takes back a move by key like one by mouse", () => {
    editor.move({ m: { x: 5, y: 0 } }, "move m");
    editor.move({ m: { x: 10, y: 0 } }, "move m");
    editor.undo();
    expect(editor.doc.nodes.byId.m?.position).toEqual({ x: 0, y: 0 });
  });

  it("brings back a deleted node with its wires in their order", () => {
    editor.remove(["text"]);
    expect(edgesInto(editor.doc, "m")).toHaveLength(1);
    editor.undo();
    expect(toDocument(editor.doc)).toEqual(toDocument(start));
  });

  it("forgets what was undone once something else is done", () => {
    type("x");
    editor.undo();
    editor.rename("Other");
    editor.redo();
    expect(prompt()).toBe("");
  });
});

describe("a change of model", () => {
  it("says which wires went, and its Undo brings them back", () => {
    editor.setData("m", { model: "blind" });
    expect(edgesInto(editor.doc, "m")).toHaveLength(1);
    expect(said.at(-1)?.text).toContain("One wire removed");
    said.at(-1)?.action?.run();
    expect(toDocument(editor.doc)).toEqual(toDocument(start));
  });

  it("can be undone from its notice after more was done, which stays", () => {
    editor.setData("m", { model: "blind" });
    const notice = said.at(-1);
    editor.rename("Other");
    notice?.action?.run();
    expect(edgesInto(editor.doc, "m")).toHaveLength(2);
    expect(editor.doc.meta.name).toBe("Other");
  });
});

describe("the selection", () => {
  it("holds what was added, and loses what is gone", () => {
    const id = editor.addNode("maker", { position: { x: 0, y: 0 } });
    expect(editor.store.getState().selectedNodes).toEqual([id]);
    editor.undo();
    expect(editor.store.getState().selectedNodes).toEqual([]);
  });
});

describe("connect", () => {
  it("makes a wire, or says why not and changes nothing", () => {
    const wrong = {
      source: "text",
      sourceHandle: "text-out",
      target: "m",
      targetHandle: "image-in",
    };
    expect(editor.connect(wrong)).toContain("takes image");
    expect(editor.doc).toBe(start);
    expect(editor.connect({ ...wrong, source: "h", sourceHandle: "image-out" })).toBeNull();
    expect(edgesInto(editor.doc, "m", "image-in")).toHaveLength(1);
  });

  it("adds a node and its wire as one step", () => {
    editor.addWired("maker", { x: 0, y: 0 }, (id) => ({
      source: "text",
      sourceHandle: "text-out",
      target: id,
      targetHandle: "prompt-in",
    }));
    expect(edgesInto(editor.doc, "maker")).toHaveLength(1);
    editor.undo();
    expect(toDocument(editor.doc)).toEqual(toDocument(start));
  });
});

describe("a wire out of what stands in a loop", () => {
  it("leads to a node in the same loop, wherever it is let go", () => {
    editor.become(
      docOf([node("each", "rounds"), { ...node("in", "words"), parentId: "each" }]),
      "",
      "",
    );
    const far = { x: 5_000, y: 5_000 };
    const wire = (id: string) => ({
      ...{ source: "in", sourceHandle: "text-out", target: id, targetHandle: "prompt-in" },
    });
    expect(editor.addWired("maker", far, wire, "in")).toBe("maker");
    expect(editor.doc.nodes.byId.maker?.parentId).toBe("each");
    expect(edgesInto(editor.doc, "maker")).toHaveLength(1);
    editor.addWired("maker", { x: -5_000, y: 0 }, wire);
    expect(editor.doc.nodes.byId.maker_2?.parentId).toBeUndefined();
  });
});

describe("becoming another document", () => {
  it("is one step, which the notice takes back", () => {
    const other = docOf([node("text", "words", { text: "b" })]);
    editor.become(other, "bring back", "It is back");
    expect(toDocument(editor.doc).nodes).toEqual(toDocument(other).nodes);
    expect(editor.doc.edges.order).toEqual([]);
    said.at(-1)?.action?.run();
    expect(toDocument(editor.doc)).toEqual(toDocument(start));
  });
});

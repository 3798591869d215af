import { describe, expect, it } from "vitest";

import type { NodeRecord } from "@/api/types";
import { referencesOf } from "@/graph/references";
import { renameNodePatch } from "@/graph/renameNode";
import { apply } from "@/graph/patch";

import { catalogue, docOf, node } from "../fixtures";

describe("referencesOf", () => {
  const picked = { references: { image: ["ast_1", "{{ run.attachments.other }}"] } };
  const doc = docOf(
    [node("other", "maker"), node("m", "maker"), { ...node("h", "maker"), data: picked }],
    "m.image-out>h.image-in",
  );
  const inOrder = (of: typeof doc) =>
    referencesOf(of, catalogue, of.nodes.byId.h as NodeRecord).map((each) =>
      each.kind === "file" ? each.assetId : each.sourceId,
    );

  it("are the wired ones, then those picked: kept files, and what other nodes make", () => {
    expect(inOrder(doc)).toEqual(["m", "ast_1", "other"]);
  });

  it("follow a node that gets another name", () => {
    const after = apply(doc, renameNodePatch(doc, "other", "cover")).doc;
    expect(inOrder(after)).toEqual(["m", "ast_1", "cover"]);
  });
});

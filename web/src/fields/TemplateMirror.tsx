import { resolves, type TemplateName } from "@/graph/template";
import { cx } from "@/ui/cx";
import { pieces } from "./templateText";

interface TemplateMirrorProps {
  text: string;
  names: readonly TemplateName[];
}

/**
 * The text once more, its letters invisible, under the field that holds it: only
 * the tints show. Both lie on each other, so nothing here may change a width.
 */
export function TemplateMirror({ text, names }: TemplateMirrorProps) {
  return (
    <>
      {pieces(text).map((piece) => (
        <span
          key={piece.start}
          className={cx(
            piece.name !== null && "template-name rounded-sm",
            piece.name !== null && !resolves(piece.name, names) && "template-unknown",
          )}
        >
          {piece.text}
        </span>
      ))}
      {/* Without it a last line that is empty has no height. */}
      {"\u200b"}
    </>
  );
}

/** Where on the screen the letter at an offset of the mirrored text stands. */
export function letterBox(mirror: Element, offset: number): DOMRect | null {
  const walker = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) {
      const range = document.createRange();
      range.setStart(node, left);
      return range.getBoundingClientRect();
    }
    left -= length;
  }
  return null;
}

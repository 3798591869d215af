import { describe, expect, it } from "vitest";

import { covers, shift, type Transform } from "@/canvas/overviewFrame";

const size = { width: 1000, height: 600 };
const painted: Transform = [100, 50, 0.2];

describe("the painted overview while the view moves", () => {
  it("lies where the view has it", () => {
    expect(shift(painted, painted)).toBe("translate(0px, 0px) scale(1)");
    expect(shift(painted, [140, 20, 0.2])).toBe("translate(40px, -30px) scale(1)");
    // Zoomed to twice about the window's corner: every place is twice as far from it.
    expect(shift(painted, [200, 100, 0.4])).toBe("translate(0px, 0px) scale(2)");
  });

  it("covers the window for half a window each way", () => {
    expect(covers(size, painted, painted)).toBe(true);
    expect(covers(size, painted, [600, 350, 0.2])).toBe(true);
    expect(covers(size, painted, [601, 50, 0.2])).toBe(false);
    expect(covers(size, painted, [100, -251, 0.2])).toBe(false);
  });

  it("is painted anew when it would look coarse", () => {
    expect(covers(size, painted, [100, 50, 0.31])).toBe(true);
    expect(covers(size, painted, [100, 50, 0.33])).toBe(false);
    expect(covers(size, painted, [200, 150, 0.12])).toBe(false);
  });
});

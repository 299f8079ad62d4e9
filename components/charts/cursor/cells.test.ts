import { describe, expect, it } from "vitest";

import { cornersOf, walkCells } from "./cells";

const GRID = { columns: 5, rows: 4, firstRow: (column: number) => column % 4 };
const LINE = { columns: 5, rows: 1, firstRow: () => 0 };

describe("keys over a chart", () => {
  it("walk along columns and rows and stop at the edges", () => {
    const middle = { column: 2, row: 2 };
    expect(walkCells("ArrowLeft", middle, GRID)).toEqual({ column: 1, row: 2 });
    expect(walkCells("ArrowRight", middle, GRID)).toEqual({ column: 3, row: 2 });
    expect(walkCells("ArrowUp", middle, GRID)).toEqual({ column: 2, row: 3 });
    expect(walkCells("ArrowDown", middle, GRID)).toEqual({ column: 2, row: 1 });
    expect(walkCells("ArrowLeft", { column: 0, row: 0 }, GRID)).toEqual({ column: 0, row: 0 });
    expect(walkCells("ArrowUp", { column: 4, row: 3 }, GRID)).toEqual({ column: 4, row: 3 });
  });

  it("come in at the near end, at the row where its column begins", () => {
    expect(walkCells("ArrowRight", undefined, GRID)).toEqual({ column: 0, row: 0 });
    expect(walkCells("ArrowLeft", undefined, GRID)).toEqual({ column: 4, row: 0 });
    expect(walkCells("ArrowUp", undefined, GRID)).toEqual({ column: 4, row: 0 });
    expect(walkCells("End", undefined, { ...GRID, columns: 4 })).toEqual({ column: 3, row: 3 });
  });

  it("go to either end within their row", () => {
    expect(walkCells("Home", { column: 2, row: 2 }, GRID)).toEqual({ column: 0, row: 2 });
    expect(walkCells("End", { column: 2, row: 2 }, GRID)).toEqual({ column: 4, row: 2 });
  });

  it("up and down are left to the page where there is one row", () => {
    expect(walkCells("ArrowUp", { column: 2, row: 0 }, LINE)).toBeUndefined();
    expect(walkCells("ArrowRight", { column: 2, row: 0 }, LINE)).toEqual({ column: 3, row: 0 });
    expect(walkCells("x", { column: 2, row: 0 }, GRID)).toBeUndefined();
  });
});

it("a choice reaches from its first corner to its last, whichever way it was drawn", () => {
  expect(cornersOf({ column: 4, row: 0 }, { column: 1, row: 3 })).toEqual([
    { column: 1, row: 0 },
    { column: 4, row: 3 },
  ]);
});

import { describe, expect, it } from "vitest";

import { columnsOf, DEFAULT_COLUMNS, moved, orderOf } from "./column-keys";
import { parsePreferences, USUAL } from "./table-preferences";

describe("which columns are drawn", () => {
  it("those of the link win over the remembered ones", () => {
    expect(columnsOf(["cost", "time"], ["tags"])).toEqual(["time", "name", "cost"]);
    expect(columnsOf(null, ["tags"])).toEqual(["name", "tags"]);
    expect(columnsOf(null, null)).toEqual(DEFAULT_COLUMNS);
  });
  it("columns that do not exist are left out, and a link of nothing else shows the usual ones", () => {
    expect(columnsOf(["cost", "karma"], null)).toEqual(["name", "cost"]);
    expect(columnsOf(["karma"], null)).toEqual(DEFAULT_COLUMNS);
  });
  it("stand in the viewer's order, also those of a link", () => {
    expect(columnsOf(["time", "cost"], null, ["cost", "karma", "time"])).toEqual(["cost", "time", "name"]);
  });
  it("are moved past the neighbour that is drawn, over those that are not", () => {
    const order = orderOf(null);
    const shown = columnsOf(["time", "model", "cost"], null);
    expect(shown).toEqual(["time", "name", "model", "cost"]);
    const after = moved(order, shown, "cost", -1);
    expect(columnsOf(["time", "model", "cost"], null, after)).toEqual(["time", "name", "cost", "model"]);
    expect(moved(order, shown, "time", -1)).toEqual(order);
    expect(moved(order, shown, "time", 1).slice(0, 3)).toEqual(["status", "name", "time"]);
  });
  it("the name always stays, it opens the trace", () => {
    expect(columnsOf(["cost"], null)).toContain("name");
  });
});

describe("what the browser remembers", () => {
  it("is taken when it makes sense and ignored otherwise", () => {
    expect(
      parsePreferences(
        '{"columns":["time",3],"compact":true,"order":["cost",null],"sizes":{"cost":90,"time":"x","tags":-1},"pinned":true}',
      ),
    ).toEqual({ columns: ["time"], compact: true, order: ["cost"], sizes: { cost: 90 }, pinned: true });
    for (const bad of [null, "", "{", "7", '"x"', '{"columns":1,"sizes":7,"order":"a"}'])
      expect(parsePreferences(bad)).toEqual(USUAL);
  });
});

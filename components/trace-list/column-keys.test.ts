import { describe, expect, it } from "vitest";

import { columnsOf, DEFAULT_COLUMNS } from "./column-keys";
import { parsePreferences } from "./table-preferences";

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
  it("the name always stays, it opens the trace", () => {
    expect(columnsOf(["cost"], null)).toContain("name");
  });
});

describe("what the browser remembers", () => {
  it("is taken when it makes sense and ignored otherwise", () => {
    expect(parsePreferences('{"columns":["time",3],"compact":true}')).toEqual({
      columns: ["time"],
      compact: true,
    });
    for (const bad of [null, "", "{", "7", '"x"', '{"columns":1}'])
      expect(parsePreferences(bad)).toEqual({ columns: null, compact: false });
  });
});

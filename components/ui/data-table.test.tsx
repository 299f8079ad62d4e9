// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { render } from "@/components/testing/render";

import { actionsColumn, figureColumn, textColumn } from "./columns";
import { type Column, ColumnTable } from "./column-table";
import { compare, DataTable, type Sort } from "./data-table";

interface Row {
  id: number;
  name: string;
  usd: number | null;
}

const ROWS: Row[] = [
  { id: 1, name: "b", usd: 2 },
  { id: 2, name: "a", usd: null },
  { id: 3, name: "c", usd: 10 },
];
const COLUMNS: Column<Row>[] = [
  textColumn("Name", ({ name }) => name),
  figureColumn("Cost", "usd", ({ usd }) => usd),
  { head: "Note", cell: () => "x" },
];

const names = () =>
  within(screen.getByRole("table"))
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("cell")[0]?.textContent);
const table = (more: Partial<Parameters<typeof DataTable<Row>>[0]> = {}) => (
  <DataTable caption="Things" columns={COLUMNS} rows={ROWS} keyOf={({ id }) => id} {...more} />
);

describe("a table whose rows are all there", () => {
  it("stands as it was given until a head is clicked", () => {
    render(table());
    expect(names()).toEqual(["b", "a", "c"]);
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBeNull();
  });

  it("sorts texts upwards first, numbers downwards, the unknown last either way", async () => {
    const { user } = render(table());
    await user.click(screen.getByRole("button", { name: "Name" }));
    expect(names()).toEqual(["a", "b", "c"]);
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("ascending");
    await user.click(screen.getByRole("button", { name: "Cost" }));
    expect(names()).toEqual(["c", "b", "a"]);
    await user.click(screen.getByRole("button", { name: "Cost" }));
    expect(names()).toEqual(["b", "c", "a"]);
    expect(screen.getByRole("columnheader", { name: "Cost" }).getAttribute("aria-sort")).toBe("ascending");
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBeNull();
  });

  it("goes back to the given order, and is sorted by keyboard", async () => {
    const { user } = render(table());
    await user.tab();
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Name" }));
    await user.keyboard("{Enter}{Enter}");
    expect(names()).toEqual(["c", "b", "a"]);
    await user.keyboard("{Enter}");
    expect(names()).toEqual(["b", "a", "c"]);
  });

  it("has no button over a column that does not sort", () => {
    render(table());
    expect(within(screen.getByRole("columnheader", { name: "Note" })).queryByRole("button")).toBeNull();
  });

  it("is sorted by its caller when the address says how, and never left unsorted", async () => {
    const asked: Sort[] = [];
    const { user } = render(
      table({ sort: { id: "Cost", desc: true }, onSort: (sort) => void asked.push(sort) }),
    );
    expect(names()).toEqual(["c", "b", "a"]);
    await user.click(screen.getByRole("button", { name: "Cost" }));
    await user.click(screen.getByRole("button", { name: "Name" }));
    expect(asked).toEqual([
      { id: "Cost", desc: false },
      { id: "Name", desc: false },
    ]);
    expect(names()).toEqual(["c", "b", "a"]);
  });

  it("marks its rows and is told of clicks on them in the order in which they stand", async () => {
    const clicked: number[] = [];
    const { user } = render(
      table({
        sort: { id: "Name", desc: false },
        rowProps: ({ id }, index) => ({ selected: index === 0, onClick: () => void clicked.push(id) }),
      }),
    );
    expect(screen.getByRole("row", { selected: true }).textContent).toContain("a");
    await user.click(screen.getByRole("cell", { name: "a" }));
    expect(clicked).toEqual([2]);
  });
});

it("a table of columns stands as it was given, without a button", () => {
  render(<ColumnTable caption="Things" columns={COLUMNS} rows={ROWS} keyOf={({ id }) => id} />);
  expect(screen.queryByRole("button")).toBeNull();
  expect(names()).toEqual(["b", "a", "c"]);
});

it("a table with actions can stand as stacks of lines, each said by its head, and its buttons stay in sight", () => {
  const columns = [
    ...COLUMNS,
    actionsColumn<Row>(({ name }) => <button type="button">Remove {name}</button>),
  ];
  render(<ColumnTable caption="Things" pinned columns={columns} rows={ROWS} keyOf={({ id }) => id} />);
  const table = screen.getByRole("table");
  expect(table.classList).toContain("stacked");
  expect(table.classList).not.toContain("pinned");
  const cells = within(within(table).getAllByRole("row")[1]!).getAllByRole("cell");
  expect(cells.map((cell) => cell.dataset.head)).toEqual(["Name", "Cost", "Note", undefined]);
  expect(cells.map((cell) => cell.classList.contains("actions"))).toEqual([false, false, false, true]);
});

it("numbers within texts are compared as numbers", () => {
  expect(["v10", "v9", "V1"].toSorted(compare)).toEqual(["V1", "v9", "v10"]);
});

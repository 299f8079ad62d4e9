"use client";

import {
  type ColumnDef,
  createSortedRowModel,
  type ReactTable,
  rowSortingFeature,
  type SortingState,
  type TableState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";

import { type Column, ColumnTable, type ColumnTableProps, idOf } from "./column-table";

export interface Sort {
  id: string;
  desc: boolean;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;
type TableOf<Row extends object> = ReactTable<Features, Row, TableState<Features>>;

/** Texts by the reader's alphabet, numbers by size. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, undefined, { numeric: true });
  return Number(a) - Number(b);
}

const defOf = <Row extends object>(column: Column<Row>): ColumnDef<Features, Row> => ({
  id: idOf(column),
  accessorFn: (row: Row) => column.sortBy?.(row) ?? undefined,
  enableSorting: column.sortBy !== undefined,
  sortUndefined: "last",
  sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
});

interface DataOptions<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  /** Kept by the caller, in the address: then some column always sorts. Absent: as given, until a head is clicked. */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}

/** Rows in the order that the reader chose. */
export function useDataTable<Row extends object>({
  columns,
  rows,
  keyOf,
  sort,
  onSort,
}: DataOptions<Row>): TableOf<Row> {
  const defs = useMemo(() => columns.map(defOf), [columns]);
  return useTable({
    features,
    columns: defs,
    data: rows as Row[],
    getRowId: (row: Row) => String(keyOf(row)),
    enableMultiSort: false,
    enableSortingRemoval: sort === undefined,
    ...(sort && {
      state: { sorting: [sort] },
      onSortingChange: (change: SortingState | ((old: SortingState) => SortingState)) => {
        const [next] = typeof change === "function" ? change([sort]) : change;
        if (next) onSort?.(next);
      },
    }),
  });
}

/** A table whose heads sort. */
export const DataTable = <Row extends object>({
  rows,
  keyOf,
  sort,
  onSort,
  ...draw
}: ColumnTableProps<Row> & DataOptions<Row>) => {
  const table = useDataTable({ columns: draw.columns, rows, keyOf, sort, onSort });
  return <DrawnTable {...draw} table={table} />;
};

/** The same for a caller who needs the rows' order as well, for an export. */
export function DrawnTable<Row extends object>({
  table,
  ...draw
}: ColumnTableProps<Row> & { table: TableOf<Row> }) {
  const { rows } = table.getRowModel();
  return (
    <ColumnTable
      {...draw}
      rows={rows.map(({ original }) => original)}
      keyOf={(_, index) => rows[index]!.id}
      sortOf={(id) => {
        const column = table.getColumn(id);
        return {
          sorted: column?.getIsSorted() || undefined,
          ...(column?.getCanSort() && { onSort: () => column.toggleSorting() }),
        };
      }}
    />
  );
}

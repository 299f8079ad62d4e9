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
import { type ComponentProps, type ReactNode, type Ref, useMemo } from "react";

import { Table, TableHead, Td, Th, Tr } from "./table";

/** What a column sorts by; null is unknown and comes last, whichever way. */
export type SortValue = string | number | null | undefined;

export interface Column<Row> {
  /** What sorting calls it; absent: its head. */
  id?: string;
  head: string;
  /** Read aloud and not drawn: a column of buttons. */
  quietHead?: boolean;
  /** On hover of the head. */
  tip?: string;
  numeric?: boolean;
  dim?: boolean | ((row: Row) => boolean);
  className?: string | ((row: Row) => string);
  /** The whole text where the cell cuts it. */
  title?: (row: Row) => string | undefined;
  /** Present: the head sorts. Only for tables whose rows are all there. */
  sortBy?: (row: Row) => SortValue;
  cell: (row: Row) => ReactNode;
}

export interface Sort {
  id: string;
  desc: boolean;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;
type TableOf<Row extends object> = ReactTable<Features, Row, TableState<Features>>;

const idOf = <Row,>({ id, head }: Column<Row>): string => id ?? head;

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
  /** Only the newest or the greatest rows are there: sorting them would pretend that they are all. */
  partial?: boolean;
  /** Kept by the caller, in the address: then some column always sorts. Absent: as given, until a head is clicked. */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}

/** Rows in the order that the reader chose. */
export function useDataTable<Row extends object>({
  columns,
  rows,
  keyOf,
  partial = false,
  sort,
  onSort,
}: DataOptions<Row>): TableOf<Row> {
  const defs = useMemo(() => columns.map(defOf), [columns]);
  return useTable({
    features,
    columns: defs,
    data: rows as Row[],
    getRowId: (row: Row) => String(keyOf(row)),
    enableSorting: !partial,
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

type FrameProps = Omit<ComponentProps<typeof Table>, "children">;

interface DrawProps<Row extends object> extends FrameProps {
  columns: readonly Column<Row>[];
  rowProps?: (row: Row, index: number) => Omit<ComponentProps<typeof Tr>, "children">;
  body?: Ref<HTMLTableSectionElement>;
}

/** A table of one concept: its columns say what stands where. */
export const DataTable = <Row extends object>({
  rows,
  keyOf,
  partial,
  sort,
  onSort,
  ...draw
}: DrawProps<Row> & DataOptions<Row>) => {
  const table = useDataTable({ columns: draw.columns, rows, keyOf, partial, sort, onSort });
  return <DrawnTable {...draw} table={table} />;
};

/** The same for a caller who needs the rows' order as well, for an export. */
export function DrawnTable<Row extends object>({
  table,
  columns,
  rowProps,
  body,
  ...frame
}: DrawProps<Row> & { table: TableOf<Row> }) {
  return (
    <Table {...frame}>
      <TableHead>
        {columns.map((column) => (
          <HeadCell key={idOf(column)} column={column} of={table.getColumn(idOf(column))} />
        ))}
      </TableHead>
      <tbody ref={body}>
        {table.getRowModel().rows.map(({ id, original }, index) => (
          <Tr key={id} {...rowProps?.(original, index)}>
            {columns.map((column) => (
              <BodyCell key={idOf(column)} column={column} row={original} />
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function HeadCell<Row extends object>({
  column: { head, quietHead, tip, numeric = false },
  of,
}: {
  column: Column<Row>;
  of: ReturnType<TableOf<Row>["getColumn"]>;
}) {
  if (quietHead)
    return (
      <Th className="w-0">
        <span className="sr-only">{head}</span>
      </Th>
    );
  return (
    <Th
      numeric={numeric}
      data-tip={tip}
      sorted={of?.getIsSorted() || undefined}
      {...(of?.getCanSort() && { onSort: () => of.toggleSorting() })}
    >
      {head}
    </Th>
  );
}

function BodyCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { numeric = false, dim = false, className, title, quietHead, cell } = column;
  return (
    <Td
      numeric={numeric}
      dim={typeof dim === "function" ? dim(row) : dim}
      title={title?.(row)}
      className={
        typeof className === "function"
          ? className(row)
          : (className ?? (quietHead ? "text-right whitespace-nowrap" : undefined))
      }
    >
      {cell(row)}
    </Td>
  );
}

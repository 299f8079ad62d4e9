import type { ComponentProps, ReactNode, Ref } from "react";

import { cn } from "./cn";
import { Table, TableHead, Td, Th, Tr } from "./table";

/** What a column sorts by; null is unknown and comes last, whichever way. */
export type SortValue = string | number | null | undefined;

export interface Column<Row> {
  /** What sorting calls it; absent: its head. */
  id?: string;
  head: string;
  /** Read aloud and not drawn: a column of buttons. */
  quietHead?: boolean;
  /** Buttons: stays in sight where the others scroll, and makes rows stacks of lines on a narrow screen. */
  actions?: boolean;
  /** On hover of the head. */
  tip?: string;
  numeric?: boolean;
  dim?: boolean | ((row: Row) => boolean);
  className?: string | ((row: Row) => string);
  /** The whole text where the cell cuts it. */
  title?: (row: Row) => string | undefined;
  /** Present: the head sorts in a `DataTable`. Only for tables whose rows are all there. */
  sortBy?: (row: Row) => SortValue;
  cell: (row: Row) => ReactNode;
}

export const idOf = <Row,>({ id, head }: Column<Row>): string => id ?? head;

export interface ColumnTableProps<Row> extends Omit<ComponentProps<typeof Table>, "children"> {
  columns: readonly Column<Row>[];
  rowProps?: (row: Row, index: number) => Omit<ComponentProps<typeof Tr>, "children">;
  body?: Ref<HTMLTableSectionElement>;
}

interface RowsProps<Row> extends ColumnTableProps<Row> {
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string | number;
  /** Makes the head of a column a button. */
  sortOf?: (id: string) => Pick<ComponentProps<typeof Th>, "sorted" | "onSort">;
}

/** A table of one concept in the order of its rows: its columns say what stands where. */
export const ColumnTable = <Row,>({
  columns,
  rows,
  keyOf,
  rowProps,
  body,
  sortOf,
  ...frame
}: RowsProps<Row>) => {
  const stacked = columns.some(({ actions }) => actions);
  return (
    <Table {...frame} stacked={stacked}>
      <TableHead>
        {columns.map((column) => (
          <HeadCell key={idOf(column)} column={column} sort={sortOf?.(idOf(column))} />
        ))}
      </TableHead>
      <tbody ref={body}>
        {rows.map((row, index) => (
          <Tr key={keyOf(row, index)} {...rowProps?.(row, index)}>
            {columns.map((column) => (
              <BodyCell key={idOf(column)} column={column} row={row} stacked={stacked} />
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
};

const HeadCell = <Row,>({
  column: { head, quietHead, actions, tip, numeric = false },
  sort,
}: {
  column: Column<Row>;
  sort: ReturnType<NonNullable<RowsProps<Row>["sortOf"]>> | undefined;
}) =>
  quietHead ? (
    <Th className={cn("w-0", actions && "actions")}>
      <span className="sr-only">{head}</span>
    </Th>
  ) : (
    <Th numeric={numeric} data-tip={tip} {...sort}>
      {head}
    </Th>
  );

function BodyCell<Row>({ column, row, stacked }: { column: Column<Row>; row: Row; stacked: boolean }) {
  const { head, numeric = false, dim = false, className, title, actions, cell } = column;
  return (
    <Td
      numeric={numeric}
      dim={typeof dim === "function" ? dim(row) : dim}
      title={title?.(row)}
      data-head={stacked && !actions ? head : undefined}
      className={cn(
        actions && "actions text-right",
        typeof className === "function" ? className(row) : className,
      )}
    >
      {cell(row)}
    </Td>
  );
}

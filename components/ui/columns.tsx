import type { ReactNode } from "react";

import type { Quantity } from "@/lib/format/quantity";

import type { Column } from "./column-table";
import { Figure } from "./figure";
import { RelativeTime } from "./relative-time";

type More<Row> = Partial<Omit<Column<Row>, "head">>;

const cut =
  <Row,>(of: (row: Row) => string | null) =>
  (row: Row) =>
    of(row) ?? undefined;

/** A text, cut where the column ends; a dash where there is none. */
export const textColumn = <Row,>(
  head: string,
  of: (row: Row) => string | null,
  more?: More<Row>,
): Column<Row> => ({
  head,
  sortBy: of,
  title: cut(of),
  className: "max-w-80 truncate",
  cell: (row) => of(row) ?? "–",
  ...more,
});

/** A number with its unit. @param unknown why there is none */
export const figureColumn = <Row,>(
  head: string,
  quantity: Quantity,
  of: (row: Row) => number | string | null | undefined,
  more?: More<Row> & { unknown?: string },
): Column<Row> => {
  const { unknown, ...rest } = more ?? {};
  return {
    head,
    numeric: true,
    sortBy: (row) => numberOf(of(row)),
    cell: (row) => <Figure value={of(row)} quantity={quantity} unknown={unknown} />,
    ...rest,
  };
};

const numberOf = (value: number | string | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

/** A moment, and who made it happen. */
export const timeColumn = <Row,>(
  head: string,
  of: (row: Row) => string | null,
  more?: More<Row> & { by?: (row: Row) => string | null; none?: string },
): Column<Row> => {
  const { by, none = "never", ...rest } = more ?? {};
  return {
    head,
    dim: true,
    sortBy: of,
    cell: (row) => {
      const at = of(row);
      const author = by?.(row);
      return at === null ? (
        none
      ) : (
        <>
          <RelativeTime at={at} /> {author && `by ${author}`}
        </>
      );
    },
    ...rest,
  };
};

/** Buttons at the end of a row, in sight however narrow the screen is. */
export const actionsColumn = <Row,>(cell: (row: Row) => ReactNode): Column<Row> => ({
  head: "Actions",
  quietHead: true,
  actions: true,
  cell,
});

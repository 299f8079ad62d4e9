import type { CsvCell } from "@/lib/format/csv";

/** The table behind a drawing. Rows are made when they come into sight: a month by minute has forty thousand. */
export interface TableData {
  columns: readonly string[];
  rowCount: number;
  /** As read: exact values with units. */
  row: (index: number) => string[];
  /** As exported: ISO times and plain numbers, also what is not drawn. */
  csv: () => { head: string[]; rows: CsvCell[][] };
}

/** A short table whose rows are known: `tableOf(["Feature", "Cost"], rows, csvRows)`. */
export const tableOf = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  csvRows: readonly (readonly CsvCell[])[],
): TableData => ({
  columns,
  rowCount: rows.length,
  row: (index) => [...rows[index]!],
  csv: () => ({
    head: columns.map((column) => column.toLowerCase().replaceAll(" ", "_")),
    rows: csvRows.map((row) => [...row]),
  }),
});

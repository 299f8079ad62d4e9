import type { Column } from "@/components/ui/column-table";

/** US dollars a million tokens, as somebody wrote them: all their digits, and none invented. */
export const priceColumn = <Row>(head: string, of: (row: Row) => string | undefined): Column<Row> => ({
  head,
  numeric: true,
  sortBy: (row) => {
    const amount = of(row);
    return amount === undefined ? null : Number(amount);
  },
  cell: (row) => of(row) ?? "–",
});

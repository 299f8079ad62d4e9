import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";

import type { ChartTableData } from "./chart-data";

/** The numbers behind a chart, exact, in the place of the chart. */
export function ChartTable({ caption, data }: { caption: string; data: ChartTableData }) {
  return (
    <div className="h-full overflow-hidden [&>div]:h-full [&>div>div]:h-full">
      <Table caption={caption} compact>
        <TableHead>
          {data.columns.map((column, i) => (
            <Th key={i} numeric={i > 0}>
              {column}
            </Th>
          ))}
        </TableHead>
        <tbody>
          {data.rows.map((row, r) => (
            <Tr key={r}>
              {row.map((cell, i) => (
                <Td key={i} numeric={i > 0} dim={i === 0}>
                  {cell}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

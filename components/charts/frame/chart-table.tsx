"use client";

import { useRef } from "react";

import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { useVirtualRows } from "@/components/ui/use-virtual-rows";

import type { TableData } from "./table-data";

/** The numbers behind a chart, exact, in the place of the chart; rows out of sight are not drawn. */
export default function ChartTable({ caption, data }: { caption: string; data: TableData }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualRows(data.rowCount, scroller);
  const shown = rows.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div className="h-full overflow-hidden [&>div]:h-full [&>div>div]:h-full">
      <Table caption={caption} compact scroller={scroller} rowCount={data.rowCount + 1}>
        <TableHead>
          {data.columns.map((column, i) => (
            <Th key={i} numeric={i > 0}>
              {column}
            </Th>
          ))}
        </TableHead>
        <tbody>
          <Space height={above} />
          {shown.map(({ index }) => (
            <Tr key={index} aria-rowindex={index + 2}>
              {data.row(index).map((cell, i) => (
                <Td key={i} numeric={i > 0} dim={i === 0}>
                  {cell}
                </Td>
              ))}
            </Tr>
          ))}
          <Space height={below} />
        </tbody>
      </Table>
    </div>
  );
}

const Space = ({ height }: { height: number }) =>
  height > 0 ? (
    <tr aria-hidden>
      <td style={{ height }} />
    </tr>
  ) : null;

import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, TAKES_THE_REST, Td, Th, Tr } from "@/components/ui/table";
import type { Monitor } from "@/lib/monitors/definition";
import type { SeriesStatus } from "@/lib/monitors/list-monitors";
import { sayValue } from "@/lib/monitors/say";

import { STATUS_WORDS } from "./status-words";

/** What each of a monitor's series is, since when, and by which figure. */
export function SeriesTable({ series, monitor }: { series: readonly SeriesStatus[]; monitor: Monitor }) {
  if (series.length === 0)
    return <p className="p-4 text-m text-ink-2">Nothing was judged yet: the first window is not complete.</p>;
  return (
    <Table caption="Series" pinned className="max-h-120">
      <TableHead>
        <Th>Series</Th>
        <Th>State</Th>
        {monitor.kind !== "silence" && <Th numeric>Last figure</Th>}
        <Th>Since</Th>
        <Th>Judged</Th>
      </TableHead>
      <tbody>
        {series.map(({ series: key, label, status, value, since, evaluatedTo }) => (
          <Tr key={key}>
            <Td className={`${TAKES_THE_REST} font-mono`} title={label}>
              {label === "" ? "all" : label}
            </Td>
            <Td>
              <Badge tone={STATUS_WORDS[status].tone}>{STATUS_WORDS[status].label}</Badge>
            </Td>
            {monitor.kind !== "silence" && (
              <Td numeric>{value === null ? "–" : sayValue(monitor.metric, value)}</Td>
            )}
            <Td dim>
              <RelativeTime at={since} />
            </Td>
            <Td dim>
              <RelativeTime at={evaluatedTo} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

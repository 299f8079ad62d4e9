import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, TAKES_THE_REST, Td, Th, Tr } from "@/components/ui/table";
import type { ListedMonitor } from "@/lib/monitors/list-monitors";

import { describeMonitor } from "./describe-monitor";
import { muteOf } from "./mute-of";
import { StatusCounts } from "./status-counts";

interface MonitorTableProps {
  monitors: readonly ListedMonitor[];
  /** Address of the page of monitors. */
  path: string;
}

/** Every monitor with what its series are. */
export function MonitorTable({ monitors, path }: MonitorTableProps) {
  return (
    <Table caption="Monitors" pinned>
      <TableHead>
        <Th>Monitor</Th>
        <Th>State</Th>
        <Th>Judged</Th>
        <Th>What it watches</Th>
      </TableHead>
      <tbody>
        {monitors.map(({ id, monitor, series, mutedUntil, evaluatedTo, failure }) => (
          <Tr key={id}>
            <Td className="max-w-56 truncate xl:max-w-80" title={monitor.name}>
              <Link href={`${path}/${id}`} className="font-medium text-accent hover:underline">
                {monitor.name}
              </Link>
            </Td>
            <Td>
              <span className="flex gap-1">
                {failure ? (
                  <Badge tone="warn" title={failure}>
                    not judged
                  </Badge>
                ) : (
                  <StatusCounts series={series} />
                )}
                {!monitor.enabled && <Badge>off</Badge>}
                <MuteBadge mute={muteOf({ monitor, mutedUntil })} />
              </span>
            </Td>
            <Td dim>{evaluatedTo === null ? "–" : <RelativeTime at={evaluatedTo} />}</Td>
            <Td dim className={TAKES_THE_REST} title={describeMonitor(monitor)}>
              {describeMonitor(monitor)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function MuteBadge({ mute }: { mute: ReturnType<typeof muteOf> }) {
  if (mute === null) return null;
  return (
    <Badge title={mute === "muted" ? undefined : "One of its mute windows is on now: nobody is told."}>
      {mute}
    </Badge>
  );
}

"use client";

import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatDuration } from "@/lib/format/duration";
import type { TaskHistory } from "@/lib/jobs/job-runs";

const PURPOSES: Record<string, string> = {
  partitions: "Makes the days ahead, so that no request waits for one",
  retention: "Forgets what no project keeps any more",
  "recent roll-ups": "Forgets ten-second figures that minutes have taken over",
  deliver: "Sends messages to channels",
  reprice: "Counts what new prices change, and changes it when asked to",
};

/** What runs on a clock or is asked for: when last, for how long, with what end. */
export function JobTable({ tasks }: { tasks: readonly TaskHistory[] }) {
  return (
    <Table caption="Jobs">
      <TableHead>
        <Th>Job</Th>
        <Th>Last run</Th>
        <Th numeric>Took</Th>
        <Th>Result</Th>
        <Th numeric>Runs</Th>
        <Th numeric>Failures</Th>
        <Th>What failed last</Th>
      </TableHead>
      <tbody>
        {tasks.map((task) => (
          <Tr key={task.task}>
            <Td className="py-1.5 max-md:min-w-44 max-md:whitespace-normal" title={PURPOSES[task.task]}>
              <span className="block">{task.task}</span>
              <span className="block text-s text-ink-3">{PURPOSES[task.task]}</span>
            </Td>
            <Td dim>
              <RelativeTime at={task.startedAt} />
            </Td>
            <Td numeric>{formatDuration(task.durationMs)}</Td>
            <Td>
              <Badge tone={task.error === null ? "neutral" : "bad"}>
                {task.error === null ? "succeeded" : `failed, try ${task.attempt}`}
              </Badge>
            </Td>
            <Td numeric>{task.runs}</Td>
            <Td numeric>{task.failures}</Td>
            <Td dim className="max-w-96 truncate" title={task.error ?? undefined}>
              {task.error ?? ""}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

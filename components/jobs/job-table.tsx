"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TAKES_THE_REST, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatDuration } from "@/lib/format/duration";
import type { EndedRun, TaskHistory } from "@/lib/jobs/job-runs";

/** What runs on a clock or is asked for: when last, for how long, with what end, and when next; unfolded, its last runs. */
export function JobTable({ tasks }: { tasks: readonly TaskHistory[] }) {
  const failing = tasks.some(({ recent }) => recent.some(({ error }) => error !== null));
  return (
    <Table caption="Jobs" pinned>
      <TableHead>
        <Th>Job</Th>
        <Th>Next</Th>
        <Th numeric>Runs</Th>
        <Th numeric>Failures</Th>
        <Th>Last runs</Th>
        <Th numeric>Took</Th>
        <Th>Result</Th>
        {failing && <Th>Error</Th>}
      </TableHead>
      <tbody>
        {tasks.map((task) => (
          <TaskRows key={task.task} task={task} failing={failing} />
        ))}
      </tbody>
    </Table>
  );
}

interface TaskRowsProps {
  task: TaskHistory;
  /** A run that is listed has failed: there is a column that says why. */
  failing: boolean;
}

function TaskRows({ task: { task, purpose, dueAt, runs, failures, recent }, failing }: TaskRowsProps) {
  const [open, setOpen] = useState(false);
  const [last, ...before] = recent;
  return (
    <>
      <Tr>
        <Td className="min-w-36 py-1.5 whitespace-normal! md:min-w-52">
          <TaskName
            {...{ task, purpose, open }}
            {...(before.length > 0 && { onToggle: () => setOpen(!open) })}
          />
        </Td>
        <Td dim>{dueAt === null ? "when asked for" : <RelativeTime at={dueAt} />}</Td>
        <Td numeric>{runs}</Td>
        <Td numeric>{failures}</Td>
        {last ? (
          <RunCells run={last} failing={failing} />
        ) : (
          <Td dim colSpan={failing ? 4 : 3}>
            Not yet run
          </Td>
        )}
      </Tr>
      {open &&
        before.map((run) => (
          <Tr key={run.id}>
            <Td />
            <Td colSpan={3} />
            <RunCells run={run} failing={failing} />
          </Tr>
        ))}
    </>
  );
}

interface TaskNameProps extends Pick<TaskHistory, "task" | "purpose"> {
  open: boolean;
  /** Absent: there are no earlier runs to show. */
  onToggle?: () => void;
}

const TaskName = ({ task, purpose, open, onToggle }: TaskNameProps) => (
  <>
    {onToggle ? (
      <button
        type="button"
        aria-expanded={open}
        aria-label={`Earlier runs of ${task}`}
        onClick={onToggle}
        className="flex items-center gap-1 rounded-s hover:text-accent"
      >
        <ChevronRight aria-hidden className={cn("size-3.5 text-ink-3", open && "rotate-90")} />
        {task}
      </button>
    ) : (
      <span className="block pl-4.5">{task}</span>
    )}
    <span className="block pl-4.5 text-ink-3">{purpose}</span>
  </>
);

const RunCells = ({
  run: { startedAt, durationMs, attempt, error },
  failing,
}: { run: EndedRun } & Pick<TaskRowsProps, "failing">) => (
  <>
    <Td dim>
      <RelativeTime at={startedAt} />
    </Td>
    <Td numeric>{formatDuration(durationMs)}</Td>
    <Td>
      <Badge tone={error === null ? "neutral" : "bad"}>
        {error === null ? "succeeded" : `failed, try ${attempt}`}
      </Badge>
    </Td>
    {failing && (
      <Td dim className={TAKES_THE_REST} title={error ?? undefined}>
        {error}
      </Td>
    )}
  </>
);

"use client";

import Link from "@/components/ui/link";

import { tracePath } from "@/components/trace/trace-paths";
import type { Column } from "@/components/ui/column-table";
import { figureColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { DataTable } from "@/components/ui/data-table";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { ExperimentRow } from "@/lib/experiments/list-experiments";

import { experimentPath } from "./experiment-paths";
import { KIND_WORDS } from "./kind-words";
import { StateBadge } from "./results";

const columnsOf = (projectSlug: string): Column<ExperimentRow>[] => [
  {
    head: "Experiment",
    sortBy: ({ id }) => id,
    cell: ({ id, kind }) => (
      <Link href={experimentPath(projectSlug, id)} className="font-medium text-accent hover:underline">
        {KIND_WORDS[kind]} {id}
      </Link>
    ),
  },
  textColumn("Call", ({ name }) => name, {
    className: "max-w-56 truncate",
    cell: ({ name, traceId, spanId }) => (
      <Link
        href={`${tracePath(projectSlug, traceId)}?span=${spanId}`}
        className="hover:underline"
        prefetch={false}
      >
        {name}
      </Link>
    ),
  }),
  {
    head: "State",
    sortBy: ({ state }) => state,
    cell: ({ state }) => <StateBadge state={state} />,
  },
  textColumn("Model", ({ model }) => model, { className: "max-w-48 truncate font-mono" }),
  textColumn("Provider", ({ providerName }) => providerName, { dim: true, className: "max-w-40 truncate" }),
  figureColumn("Calls", "count", ({ runs }) => runs, {
    title: ({ failedRuns }) => (failedRuns > 0 ? `${failedRuns} failed` : undefined),
  }),
  figureColumn("Cost", "usd", ({ costUsd }) => costUsd, {
    unknown: "no price, or the provider said no usage",
    title: ({ unknownCosts, costUsd }) =>
      unknownCosts > 0 && costUsd !== null ? `at least; of ${unknownCosts} calls it is unknown` : undefined,
  }),
  timeColumn("When", ({ createdAt }) => createdAt, { by: ({ createdBy }) => createdBy }),
  textColumn("Different from the recording", ({ changes }) => changes.join(", ") || null, {
    dim: true,
    className: TAKES_THE_REST,
  }),
];

interface ExperimentTableProps {
  projectSlug: string;
  experiments: readonly ExperimentRow[];
  leftOut: number;
}

/** Recorded calls that were run again, the newest first. */
export const ExperimentTable = ({ projectSlug, experiments, leftOut }: ExperimentTableProps) => (
  <DataTable
    caption="Experiments"
    pinned
    columns={columnsOf(projectSlug)}
    rows={experiments}
    keyOf={({ id }) => id}
    footer={leftOut > 0 && `${leftOut.toLocaleString("en")} older ones are not listed.`}
  />
);

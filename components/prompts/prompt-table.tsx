"use client";

import Link from "@/components/ui/link";

import type { Column } from "@/components/ui/column-table";
import { figureColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { DataTable } from "@/components/ui/data-table";
import { TAKES_THE_REST } from "@/components/ui/table";
import type { PromptSummary } from "@/lib/prompts/document";

import { Day } from "./day";

/** @param address of a prompt's page, by its id */
const columnsOf = (hrefs: Readonly<Record<string, string>>): Column<PromptSummary>[] => [
  textColumn("Prompt", ({ name }) => name, {
    className: "max-w-64 truncate",
    cell: ({ prompt_id, name }) => (
      <Link href={hrefs[prompt_id] ?? ""} className="font-medium text-accent hover:underline">
        {name}
      </Link>
    ),
  }),
  textColumn("Feature", ({ features }) => features.join(", ") || null, {
    dim: true,
    className: "max-w-48 truncate",
  }),
  figureColumn("Versions", "count", ({ versions }) => versions),
  textColumn("Newest", ({ newest }) => newest.version, { className: "max-w-32 truncate" }),
  timeColumn("Newest since", ({ newest }) => newest.first_seen_at),
  figureColumn("Its share", "percent", ({ newest }) => newest.share, {
    tip: "of the prompt's model calls in this range",
    unknown: "no model call in this range",
  }),
  figureColumn("Interactions", "count", ({ interactions }) => interactions, {
    tip: "whose answer it wrote, in this range",
  }),
  figureColumn("Model calls", "count", ({ calls }) => calls, { tip: "that used it, in this range" }),
  timeColumn("In use since", ({ first_seen_at }) => first_seen_at),
  {
    head: "Until",
    dim: true,
    sortBy: ({ last_seen_on }) => last_seen_on,
    cell: ({ last_seen_on }) => <Day on={last_seen_on} />,
  },
  textColumn("Note on the newest", ({ newest }) => newest.note?.text ?? null, {
    dim: true,
    className: TAKES_THE_REST,
  }),
];

interface PromptTableProps {
  prompts: readonly PromptSummary[];
  /** Address of each, by its id. */
  hrefs: Readonly<Record<string, string>>;
  leftOut: number;
}

/** Every prompt that was found in traffic, the most used first. */
export const PromptTable = ({ prompts, hrefs, leftOut }: PromptTableProps) => (
  <DataTable
    caption="Prompts"
    pinned
    columns={columnsOf(hrefs)}
    rows={prompts}
    keyOf={({ prompt_id }) => prompt_id}
    footer={
      leftOut > 0 && `${leftOut.toLocaleString("en")} more, whose newest versions are older, are not listed.`
    }
  />
);

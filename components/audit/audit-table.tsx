"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Th } from "@/components/ui/table";
import type { AuditPage } from "@/lib/audit/list-audit";
import { plural } from "@/lib/format/count";
import { fetchJson } from "@/lib/http/fetch-json";

import { auditJsonPath } from "./audit-paths";
import { AuditRow } from "./audit-row";

interface AuditTableProps {
  projectSlug: string;
  /** The filter in the words of the API. */
  query: string;
  first: AuditPage;
  /** More than the range narrows the list. */
  filtered: boolean;
}

/** Rows of the audit log, the newest first; more on request, and what else is known of a row below it. */
export function AuditTable({ projectSlug, query, first, filtered }: AuditTableProps) {
  const pages = useInfiniteQuery({
    queryKey: ["audit", projectSlug, query],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<AuditPage>(
        `${auditJsonPath(projectSlug)}?${query}&cursor=${encodeURIComponent(pageParam)}`,
        signal,
      ),
    initialPageParam: "",
    initialData: { pages: [first], pageParams: [""] },
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [opened, setOpened] = useState<string | null>(null);
  const entries = pages.data.pages.flatMap((page) => page.data);
  if (entries.length === 0)
    return (
      <EmptyState icon={ScrollText} title={filtered ? "No row passes the filter" : "Nothing in this range"}>
        {filtered
          ? "What it was done to is compared whole, and so is the address. Clear a filter, or choose a longer range."
          : "Whatever is changed, and whoever reads what was said in traces, stands here at once. Choose a longer range."}
      </EmptyState>
    );
  return (
    <Panel flush>
      <Table
        caption="Audit log"
        footer={
          <>
            <span className="tabular">{plural(entries.length, "row")}</span>
            {pages.hasNextPage ? (
              <Button size="s" pending={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Load more
              </Button>
            ) : (
              <span className="text-ink-3">That is all in this range.</span>
            )}
            {pages.isFetchNextPageError && (
              <span role="alert" className="text-bad">
                {pages.error.message}
              </span>
            )}
          </>
        }
      >
        <TableHead>
          <Th>When</Th>
          <Th>Who</Th>
          <Th>What</Th>
          <Th>Of what</Th>
          <Th>From</Th>
          <Th className="w-0">
            <span className="sr-only">Details</span>
          </Th>
        </TableHead>
        <tbody>
          {entries.map((entry) => (
            <AuditRow
              key={entry.id}
              projectSlug={projectSlug}
              entry={entry}
              open={opened === entry.id}
              onToggle={() => setOpened(opened === entry.id ? null : entry.id)}
            />
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

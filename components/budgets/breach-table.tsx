"use client";

import { Badge } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { AbsoluteTime, RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, TAKES_THE_REST, Td, Th, Tr } from "@/components/ui/table";
import type { Breach, Causes } from "@/lib/budgets/get-budget";
import { formatUsd } from "@/lib/format/money";

import { UnknownBefore } from "./unknown-calls";

/** Thresholds that were reached: when, at what, who spent it, who was told, and how it ended. */
export function BreachTable({ breaches, everyUser }: { breaches: readonly Breach[]; everyUser: boolean }) {
  return (
    <Table caption="Thresholds reached" pinned className="max-h-120">
      <TableHead>
        <Th>Reached</Th>
        <Th numeric>Threshold</Th>
        {everyUser && <Th>User</Th>}
        <Th numeric>Spent</Th>
        <Th numeric>Limit</Th>
        <Th>Most spent by</Th>
        <Th>Told</Th>
        <Th>Ended</Th>
      </TableHead>
      <tbody>
        {breaches.map((breach) => (
          <Tr key={breach.id}>
            <Td>
              <AbsoluteTime at={breach.at} />
            </Td>
            <Td numeric>{breach.percent} %</Td>
            {everyUser && <Td className="max-w-48 truncate font-mono">{breach.user}</Td>}
            <Td numeric>
              <UnknownBefore n={breach.unknownCalls} />
              <Figure value={breach.spentUsd} quantity="usd" />
            </Td>
            <Td numeric>
              <Figure value={breach.limitUsd} quantity="usd" />
            </Td>
            <Td dim className={TAKES_THE_REST} title={causesText(breach.causes)}>
              {causesText(breach.causes)}
            </Td>
            <Td dim>{toldText(breach)}</Td>
            <Td dim title={breach.resolution ?? undefined}>
              {breach.resolvedAt ? (
                <>
                  <RelativeTime at={breach.resolvedAt} />{" "}
                  <span className="text-ink-3">{breach.resolution}</span>
                </>
              ) : (
                <Badge tone="warn">open</Badge>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function causesText(causes: Causes | null): string {
  if (!causes) return "being looked up";
  const most = (["feature", "user", "model"] as const).flatMap((word) => {
    const [first] = causes[word];
    return first ? [`${word} ${first.value} ${formatUsd(first.usd)}`] : [];
  });
  return most.length === 0 ? "–" : most.join(", ");
}

function toldText({ actions, told, toTell }: Breach): string {
  if (!actions.includes("notify")) return "not asked to";
  if (toTell === 0) return "no channel";
  return told === toTell ? `${told} of ${toTell}` : `${told} of ${toTell}, see Settings › Notifications`;
}

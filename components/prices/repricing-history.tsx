import { Badge, type Tone } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { type Repricing, totalDifference } from "@/lib/cost/reprice/repricing";

import { scopeText } from "./repricing-state";
import { SignedUsd } from "./signed-usd";

const STATES: Partial<Record<Repricing["state"], { word: string; tone: Tone }>> = {
  done: { word: "done", tone: "neutral" },
  cancelled: { word: "cancelled", tone: "warn" },
  failed: { word: "stopped", tone: "bad" },
};

/** What was repriced, by whom and with what result. */
export function RepricingHistory({ repricings }: { repricings: readonly Repricing[] }) {
  return (
    <Table caption="Past repricings" compact>
      <TableHead>
        <Th>Repriced</Th>
        <Th>Calls</Th>
        <Th>State</Th>
        <Th numeric>Changed</Th>
        <Th numeric>Difference</Th>
      </TableHead>
      <tbody>
        {repricings.map((repricing) => {
          const sums = totalDifference(repricing.result ?? []);
          const state = STATES[repricing.state];
          return (
            <Tr key={repricing.id}>
              <Td dim>
                <RelativeTime at={repricing.endedAt ?? repricing.createdAt} /> by {repricing.author}
              </Td>
              <Td>{scopeText(repricing)}</Td>
              <Td>
                {state && <Badge tone={state.tone}>{state.word}</Badge>}{" "}
                {repricing.failure && <span className="text-ink-2">{repricing.failure}</span>}
              </Td>
              <Td numeric>
                <Figure value={sums.changed} quantity="count" />
              </Td>
              <Td numeric>
                <SignedUsd nano={(BigInt(sums.costAfter) - BigInt(sums.costBefore)).toString()} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

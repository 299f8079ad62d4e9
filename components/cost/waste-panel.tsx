import Link from "@/components/ui/link";

import { CsvButton } from "@/components/ui/csv-button";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { Waste } from "@/lib/spend/waste";

import type { CostLinks } from "./cost-links";

const BY_CALLS = "the filters speak of calls; only whole interactions fail";

/** What was spent on attempts that were repeated and on interactions that failed. */
export function WastePanel({ waste, links }: { waste: readonly Waste[]; links: CostLinks }) {
  const csv = {
    name: "cost-of-retries-and-failures",
    head: [
      "feature",
      "cost_usd",
      "retries",
      "retry_usd",
      "failed_interactions",
      "failed_usd",
      "estimated_calls",
    ],
    rows: waste.map((row) => [
      row.feature,
      usdOfNano(row.costNano),
      row.retries,
      usdOfNano(row.retryCostNano),
      row.failed,
      row.failedCostNano === null ? null : usdOfNano(row.failedCostNano),
      row.estimated,
    ]),
  };
  return (
    <Panel flush title="Spent on retries and failures" aside={waste.length > 0 && <CsvButton {...csv} />}>
      {waste.length === 0 ? (
        <p className="px-3.5 pb-3 text-s text-ink-2">
          No call was repeated and no interaction failed in this range.
        </p>
      ) : (
        <Table
          caption="Cost of retries and of failed interactions by feature"
          compact
          pinned
          className="max-h-72"
        >
          <TableHead>
            <Th>Feature</Th>
            <Th numeric>Retries</Th>
            <Th numeric>They cost</Th>
            <Th numeric>Failed</Th>
            <Th numeric>They cost</Th>
          </TableHead>
          <tbody>
            {waste.map((row) => {
              const of = row.feature === null ? {} : { feature: [row.feature] };
              return (
                <Tr key={row.feature}>
                  <Td className="max-w-48 truncate">{row.feature ?? "not set"}</Td>
                  <Td numeric>
                    <Link href={links.traces({ ...of, retried: true })} className="hover:underline">
                      <Figure value={row.retries} quantity="count" />
                    </Link>
                  </Td>
                  <Td numeric>
                    <Figure
                      value={usdOfNano(row.retryCostNano)}
                      quantity="usd"
                      estimated={row.estimated > 0 && row.retryCostNano > 0n}
                    />
                  </Td>
                  <Td numeric>
                    <Link href={links.traces({ ...of, status: "error" })} className="hover:underline">
                      <Figure value={row.failed} quantity="count" unknown={BY_CALLS} />
                    </Link>
                  </Td>
                  <Td numeric>
                    <Figure
                      value={row.failedCostNano === null ? null : usdOfNano(row.failedCostNano)}
                      quantity="usd"
                      unknown={row.failed === null ? BY_CALLS : "not kept by user"}
                      estimated={row.estimated > 0 && (row.failedCostNano ?? 0n) > 0n}
                    />
                  </Td>
                </Tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

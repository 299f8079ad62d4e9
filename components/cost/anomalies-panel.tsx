import Link from "@/components/ui/link";

import { CsvButton } from "@/components/ui/csv-button";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import type { CostAnomalies, CostAnomaly } from "@/lib/spend/cost-anomalies";
import { causeText } from "@/lib/spend/driver-text";

import type { CostLinks } from "./cost-links";

const MINIMA = ["0.1", "1", "10", "100"];

/** Hours that cost far more than such hours do, with what made them expensive. */
export function AnomaliesPanel({ anomalies, links }: { anomalies: CostAnomalies; links: CostLinks }) {
  const { list, more, users, minimumUsd } = anomalies;
  return (
    <Panel
      flush
      title="Out of the ordinary"
      aside={
        <span className="flex items-center gap-2">
          <span>
            at least{" "}
            {MINIMA.map((usd) => (
              <Link
                key={usd}
                scroll={false}
                href={links.self({ above: usd === "1" ? null : usd })}
                aria-current={Number(usd) === minimumUsd ? "true" : undefined}
                className={Number(usd) === minimumUsd ? "px-1 font-medium text-ink" : "px-1 hover:underline"}
              >
                {formatUsd(usd)}
              </Link>
            ))}{" "}
            above the usual
          </span>
          {list.length > 0 && <CsvButton {...csvOf(list)} />}
        </span>
      }
    >
      {list.length === 0 ? (
        <p className="px-3.5 pb-3 text-s text-ink-2">
          No hour and no day of a feature
          {users > 0 && `, or of the ${plural(users, "user")} with the dearest hours,`} was far above what
          such hours and days cost.
        </p>
      ) : (
        <Table
          caption="Hours and days out of the ordinary"
          compact
          pinned
          className="max-h-80"
          footer={more > 0 ? `${plural(more, "smaller one")} not shown` : undefined}
        >
          <TableHead>
            <Th>When</Th>
            <Th>Who</Th>
            <Th numeric>Cost</Th>
            <Th numeric>Usually</Th>
            <Th>Cause</Th>
          </TableHead>
          <tbody>
            {list.map((one) => (
              <Row key={`${one.from} ${one.feature} ${one.user}`} one={one} links={links} />
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

const hoursOf = ({ from, to }: CostAnomaly): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000);

function Row({ one, links }: { one: CostAnomaly; links: CostLinks }) {
  const href = links.traces({
    range: null,
    from: new Date(one.from),
    to: new Date(one.to),
    ...(one.feature ? { feature: [one.feature] } : {}),
    ...(one.user ? { user: [one.user] } : {}),
  });
  return (
    <Tr>
      <Td>
        <Link href={href} className="hover:underline">
          <AbsoluteTime at={one.from} />
        </Link>{" "}
        {hoursOf(one) > 1 && <span className="text-ink-3">{plural(hoursOf(one), "hour")}</span>}
      </Td>
      <Td className="max-w-56 truncate">
        {one.user !== undefined && <span className="font-medium">{one.user ?? "nobody named"} </span>}
        <span className={one.user === undefined ? "font-medium" : "text-ink-2"}>
          {one.user !== undefined && "in "}
          {one.feature ?? "no feature"}
        </span>
      </Td>
      <Td numeric>
        <Figure value={one.costUsd} quantity="usd" />
      </Td>
      <Td numeric dim>
        <Figure value={one.expectedUsd} quantity="usd" />
      </Td>
      <Td className="max-w-96 truncate" data-tip={one.causes.map(causeText).join("\n")}>
        {one.causes.length === 0 ? (
          <span className="text-ink-3">several small ones</span>
        ) : (
          one.causes.map(causeText)[0]
        )}
      </Td>
    </Tr>
  );
}

const csvOf = (list: readonly CostAnomaly[]) => ({
  name: "cost-out-of-the-ordinary",
  head: ["from", "to", "feature", "user", "cost_usd", "usual_usd", "causes"],
  rows: list.map((one) => [
    one.from,
    one.to,
    one.feature,
    one.user ?? null,
    one.costUsd,
    one.expectedUsd,
    one.causes.map(causeText).join("; "),
  ]),
});

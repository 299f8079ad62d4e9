import { Figure } from "@/components/ui/figure";
import { plural } from "@/lib/format/count";

/** What somebody cost: with calls left out it is "at least"; of none known a dash with its reason. */
export const UserCost = ({
  of: { costUsd, unknownCalls },
}: {
  of: { costUsd: string | null; unknownCalls: number };
}) =>
  costUsd === null || unknownCalls === 0 ? (
    <Figure
      value={costUsd}
      quantity="usd"
      unknown={`tokens or prices of ${plural(unknownCalls, "call")} are unknown`}
    />
  ) : (
    <span className="whitespace-nowrap">
      <span className="text-warn" data-tip={`At least: ${plural(unknownCalls, "call")} without a known cost`}>
        <span aria-hidden>≥ </span>
        <span className="sr-only">at least </span>
      </span>
      <Figure value={costUsd} quantity="usd" />
    </span>
  );

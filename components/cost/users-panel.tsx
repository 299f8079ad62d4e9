import { BarList } from "@/components/charts/bar-list/bar-list";
import { DistributionChart } from "@/components/charts/distribution/distribution-chart";
import { Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format/count";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { UserSpend } from "@/lib/spend/user-spend";

import { concentrationText } from "./concentration";
import { costBins, costMarks } from "./cost-bins";
import type { CostLinks } from "./cost-links";

/**
 * Who spends: the dearest users, how costs are spread over all, and how much hangs on few.
 * @param users how many there are: "269 users"
 */
export function UsersPanel({ spend, links, users }: { spend: UserSpend; links: CostLinks; users: string }) {
  return (
    <Panel className="grid gap-3 pt-2.5">
      <BarList
        how="how-to/read-costs#figures"
        question="Users that cost most"
        subtitle={users}
        quantity="usd"
        itemName="User"
        valueName="Cost"
        total={Number(spend.totalNano) / 1e9}
        empty="No call in this range names a user."
        fileName="users-by-cost"
        items={spend.top.slice(0, 8).map(({ user, costNano, interactions, unknownCalls }) => ({
          key: user,
          label: user,
          value: costNano === 0n && unknownCalls > 0 ? null : Number(costNano) / 1e9,
          exact: usdOfNano(costNano),
          href: links.user(user),
          note: plural(interactions, "interaction"),
        }))}
      />
      <p className="mt-1 mb-2 text-s text-ink-2">{concentrationText(spend)}</p>
      <DistributionChart
        how="how-to/read-costs#figures"
        question="Cost of a user"
        subtitle="those that cost anything"
        bins={costBins(spend.distribution)}
        marks={costMarks(spend.distribution)}
        quantity="usd"
        counted="users"
        height={140}
        empty="No user has a known cost in this range."
        fileName="cost-of-a-user"
      />
    </Panel>
  );
}

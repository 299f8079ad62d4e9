import { plural } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { UserSpend } from "@/lib/spend/user-spend";

type Concentration = Pick<UserSpend, "users" | "totalNano" | "top1Nano" | "top10Nano">;

/** "The dearest 1 % of 1,204 users (13) cost 38 % of the total, the dearest 10 % 71 %." */
export function concentrationText({ users, totalNano, top1Nano, top10Nano }: Concentration): string {
  if (users === 0 || totalNano === 0n) return "Nobody is known to have spent anything.";
  const share = (nano: bigint) => formatPercent(Math.round((Number(nano) / Number(totalNano)) * 1000) / 1000);
  const few = (part: number) => Math.max(1, Math.ceil(users * part));
  if (users < 10)
    return `The dearest of ${plural(users, "user")} cost ${share(top1Nano)} of ${formatUsd(usdOfNano(totalNano))}.`;
  return `The dearest 1 % of ${plural(users, "user")} (${few(0.01)}) cost ${share(top1Nano)} of ${formatUsd(usdOfNano(totalNano))}, the dearest 10 % (${few(0.1)}) ${share(top10Nano)}.`;
}

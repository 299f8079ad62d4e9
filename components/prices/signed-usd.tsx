import { exactUsd, formatUsd } from "@/lib/format/money";
import { usdOfNano } from "@/lib/money/nano-usd";

/** A difference of money with its sign: "+$0.015", "−$2.10", "no change". */
export function SignedUsd({ nano }: { nano: string }) {
  const usd = usdOfNano(nano);
  if (usd === "0") return <span className="text-ink-3">no change</span>;
  const plus = usd.startsWith("-") ? "" : "+";
  return (
    <span className="tabular whitespace-nowrap" data-tip={`${plus}${exactUsd(usd)}`}>
      {plus}
      {formatUsd(usd)}
    </span>
  );
}

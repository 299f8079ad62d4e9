import { Figure } from "@/components/ui/figure";
import { formatUsd } from "@/lib/format/money";
import type { SpanDocument } from "@/lib/traces/document";

import { SideSection } from "./side-section";
import { reportedDiffers, tokenLines } from "./token-lines";

const WHY_UNKNOWN = {
  tokens: "the client reported no tokens",
  price: "no price list has this model, or not for all of its tokens",
};

/** Tokens by bucket, what each cost, and the price that was used. */
export function SpanCost({ span }: { span: SpanDocument }) {
  if (span.kind !== "llm" && span.kind !== "embedding") return null;
  const lines = tokenLines(span);
  const unknown = lines.length === 0 ? WHY_UNKNOWN.tokens : WHY_UNKNOWN.price;
  return (
    <SideSection
      title="Tokens and cost"
      aside={<Figure value={span.cost_usd} quantity="usd" unknown={unknown} />}
    >
      {lines.length === 0 ? (
        <p className="text-ink-2">The client reported no tokens, so the cost is unknown.</p>
      ) : (
        <table className="w-full">
          <caption className="sr-only">Tokens by bucket</caption>
          <thead>
            <tr className="text-ink-3">
              <th scope="col" className="text-left font-normal">
                <span className="sr-only">Bucket</span>
              </th>
              <th scope="col" className="text-right font-normal">
                tokens
              </th>
              <th scope="col" className="text-right font-normal">
                $ per million
              </th>
              <th scope="col" className="text-right font-normal">
                cost
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.label}>
                <th scope="row" className="py-0.5 text-left font-normal">
                  {line.label}
                </th>
                <td className="num">{line.tokens.toLocaleString("en-US")}</td>
                <td
                  className="num text-ink-2"
                  data-tip={
                    line.chargedAs
                      ? `The list has no price of its own for it: charged as ${line.chargedAs}`
                      : undefined
                  }
                >
                  {line.usdPerMillion ?? "–"}
                  {line.chargedAs && "*"}
                </td>
                <td className="num">
                  <Figure value={line.costUsd} quantity="usd" unknown={unknown} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {span.price && (
        <p className="mt-1.5 text-ink-3">
          Price of {span.price.model} ({span.price.provider}) from {span.price.source}
          {span.price.valid_from && `, valid from ${span.price.valid_from.slice(0, 10)}`}
        </p>
      )}
      {span.reported_cost_usd !== null && (
        <p className={reportedDiffers(span) ? "mt-1.5 text-warn" : "mt-1.5 text-ink-3"}>
          {formatUsd(span.reported_cost_usd)} reported by the client
          {reportedDiffers(span) && span.cost_usd !== null && `, ${formatUsd(span.cost_usd)} by our prices`}
        </p>
      )}
      {span.notes.includes("tokensEstimated") && (
        <p className="mt-1.5 text-ink-3">Token counts are estimated by a tokenizer.</p>
      )}
    </SideSection>
  );
}

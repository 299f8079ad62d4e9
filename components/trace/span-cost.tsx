import { Figure } from "@/components/ui/figure";
import { formatUsd } from "@/lib/format/money";
import type { SpanDocument } from "@/lib/traces/document";

import { SideSection } from "./side-section";
import { tokenLines } from "./token-lines";

const WHY_UNKNOWN = {
  tokens: "the client reported no tokens",
  price: "no price is known for this model, or not for all of its tokens",
};

const tierText = (tier: string): string => `no price is known for the service tier “${tier}” of this model`;

/** Tokens by bucket, what each cost, and the price that was used. */
export function SpanCost({ span }: { span: SpanDocument }) {
  if (span.kind !== "llm" && span.kind !== "embedding") return null;
  const lines = tokenLines(span);
  const why = span.service_tier === null ? WHY_UNKNOWN.price : tierText(span.service_tier);
  const unknown = lines.length === 0 ? WHY_UNKNOWN.tokens : why;
  return (
    <SideSection
      title="Tokens and cost"
      aside={
        <Figure value={span.cost_usd} quantity="usd" unknown={unknown} estimated={span.tokens_estimated} />
      }
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
      {lines.some(({ chargedAs }) => chargedAs) && (
        <p className="text-xs text-ink-3">
          * The price list has no price of its own for it:{" "}
          {lines
            .flatMap(({ label, chargedAs }) => (chargedAs ? [`${label} charged as ${chargedAs}`] : []))
            .join(", ")}
        </p>
      )}
      {span.price && (
        <p className="mt-1.5 text-ink-3">
          {span.price.source === "own" ? "This project’s own price of" : "Price of"} {span.price.model}
          {span.price.provider !== "*" && ` (${span.price.provider})`}
          {span.price.source !== "own" && ` from ${span.price.source}`}
          {span.service_tier !== null && `, service tier ${span.service_tier}`}
          {span.price.valid_from && `, valid from ${span.price.valid_from.slice(0, 10)}`}
        </p>
      )}
      {span.reported_cost_usd !== null && (
        <p className={span.cost_status === "contradicted" ? "mt-1.5 text-warn" : "mt-1.5 text-ink-3"}>
          {formatUsd(span.reported_cost_usd)} reported by the client
          {span.cost_status === "contradicted" &&
            span.cost_usd !== null &&
            `, ${formatUsd(span.cost_usd)} by our prices: ${differenceText(span.reported_cost_usd, span.cost_usd)}. One of the two is wrong`}
        </p>
      )}
      {lines.length > 0 && span.cost_usd === null && (
        <p className="mt-1.5 text-warn">Cost unknown: {unknown}.</p>
      )}
      {span.tokens_estimated && (
        <p className="mt-1.5 text-ink-3">Token counts are estimated by a tokenizer.</p>
      )}
    </SideSection>
  );
}

/** How much more or less the client says. */
function differenceText(reported: string, ours: string): string {
  const difference = Number(reported) - Number(ours);
  return `${formatUsd(Math.abs(difference))} ${difference > 0 ? "more" : "less"}`;
}

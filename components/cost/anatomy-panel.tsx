import Link from "next/link";

import { StackedShareBar } from "@/components/charts/share-bar/stacked-share-bar";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { plural } from "@/lib/format/count";
import { formatPercent } from "@/lib/format/percent";
import { usdOfNano } from "@/lib/money/nano-usd";
import { type TokenAnatomy, type TokenPart } from "@/lib/spend/anatomy";

import type { CostLinks } from "./cost-links";
import { CsvButton } from "./csv-button";

const COMPLETENESS: Record<TokenPart, { label: string; note: string; head?: string }> = {
  system: { label: "System prompt", head: "System", note: "estimated from the texts' length" },
  tools: { label: "Tools", note: "definitions of tools; estimated from the texts' length" },
  history: { label: "History", note: "earlier turns, calls and results; estimated from the texts' length" },
  retrieved: { label: "Retrieved", note: "documents; estimated from the texts' length" },
  user: { label: "User", note: "the newest words of the user; estimated from the texts' length" },
  output: { label: "Output", note: "as reported, reasoning included" },
  unknown: { label: "Unknown input", head: "Unknown", note: "input of calls whose texts were not recorded" },
};

const SHOWN: readonly TokenPart[] = ["system", "tools", "history", "retrieved", "user", "output", "unknown"];
const MOST_FEATURES = 8;

/** What the tokens were for, and what each part cost. */
export function AnatomyPanel({ anatomy, links }: { anatomy: readonly TokenAnatomy[]; links: CostLinks }) {
  const [all, ...features] = anatomy;
  if (!all) return null;
  const parts = SHOWN.filter((part) => all.tokens[part] > 0 || all.costNano[part] > 0n);
  const rows = [all, ...features.slice(0, MOST_FEATURES)];
  return (
    <Panel className="pt-2.5" flush>
      <div className="px-3.5">
        <StackedShareBar
          question="What tokens were for"
          subtitle={
            all.cachedShare === null
              ? undefined
              : `${formatPercent(round(all.cachedShare))} of the prompts read from a cache`
          }
          quantity="tokens"
          itemName="Part"
          valueName="Tokens"
          parts={parts.map((part) => ({
            key: part,
            label: COMPLETENESS[part].label,
            value: all.tokens[part],
            note: COMPLETENESS[part].note,
            rest: part === "unknown",
          }))}
          empty="No call in this range reported its tokens."
          fileName="tokens-by-part"
        />
      </div>
      {parts.length > 0 && (
        <>
          <div className="mt-2 flex items-center px-3.5 text-xs text-ink-3">
            <span>Cost by part; parts of a prompt are estimates{noteOf(all)}</span>
            <span className="ml-auto">
              <CsvButton
                name="cost-by-token-part"
                head={[
                  "feature",
                  "calls",
                  "cached_share",
                  ...parts.flatMap((part) => [`${part}_tokens`, `${part}_usd`]),
                ]}
                rows={[...anatomy].map((row) => [
                  nameOf(row),
                  row.calls,
                  row.cachedShare,
                  ...parts.flatMap((part) => [row.tokens[part], usdOfNano(row.costNano[part])]),
                ])}
              />
            </span>
          </div>
          <Table
            caption="Cost by part of the tokens and feature"
            compact
            pinned
            className="max-h-72 [&_:is(td,th)]:px-2 [&_:is(td,th):first-child]:pl-3.5"
          >
            <TableHead>
              <Th>Feature</Th>
              {parts.map((part) => (
                <Th key={part} numeric data-tip={`${COMPLETENESS[part].label}: ${COMPLETENESS[part].note}`}>
                  {COMPLETENESS[part].head ?? COMPLETENESS[part].label}
                </Th>
              ))}
              <Th numeric>Cached</Th>
            </TableHead>
            <tbody>
              {rows.map((row) => (
                <Tr key={nameOf(row)}>
                  <Td className="max-w-40 truncate">
                    {row.feature ? (
                      <Link href={links.traces({ feature: [row.feature] })} className="hover:underline">
                        {row.feature}
                      </Link>
                    ) : (
                      <span className={row.feature === undefined ? "font-medium" : "text-ink-2"}>
                        {nameOf(row)}
                      </span>
                    )}
                  </Td>
                  {parts.map((part) => (
                    <Td key={part} numeric dim={row.feature !== undefined}>
                      <span data-tip={`${row.tokens[part].toLocaleString("en")} tokens`}>
                        <Figure
                          value={usdOfNano(row.costNano[part])}
                          quantity="usd"
                          className={row.tokens[part] === 0 ? "text-ink-3" : undefined}
                        />
                      </span>
                    </Td>
                  ))}
                  <Td numeric dim>
                    <Figure value={row.cachedShare} quantity="percent" unknown="no prompts" />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </>
      )}
    </Panel>
  );
}

const round = (share: number): number => Math.round(share * 1000) / 1000;
const nameOf = ({ feature }: TokenAnatomy): string =>
  feature === undefined ? "All" : (feature ?? "not set");

const noteOf = ({ unknownUsage, estimated }: TokenAnatomy): string =>
  [
    unknownUsage > 0 ? `; ${plural(unknownUsage, "call")} reported no usage` : "",
    estimated > 0 ? `; tokens of ${plural(estimated, "call")} are a tokenizer's` : "",
  ].join("");

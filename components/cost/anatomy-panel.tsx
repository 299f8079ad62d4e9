import Link from "@/components/ui/link";

import { StackedShareBar } from "@/components/charts/share-bar/stacked-share-bar";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { CsvButton } from "@/components/ui/csv-button";
import { Figure } from "@/components/ui/figure";
import { Panel } from "@/components/ui/panel";
import { plural } from "@/lib/format/count";
import { formatPercent } from "@/lib/format/percent";
import { usdOfNano } from "@/lib/money/nano-usd";
import { type TokenAnatomy, type TokenPart } from "@/lib/spend/anatomy";

import type { CostLinks } from "./cost-links";

const PARTS: Record<TokenPart, { label: string; note: string; head?: string }> = {
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
  return (
    <Panel className="pt-2.5" flush>
      <div className="px-3.5">
        <StackedShareBar
          how="concepts#what-the-input-consisted-of"
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
            label: PARTS[part].label,
            value: all.tokens[part],
            note: PARTS[part].note,
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
              <CsvButton name="cost-by-token-part" {...anatomyCsv(anatomy, parts)} />
            </span>
          </div>
          <ColumnTable
            caption="Cost by part of the tokens and feature"
            compact
            pinned
            className="max-h-72 [&_:is(td,th)]:px-2 [&_:is(td,th):first-child]:pl-3.5"
            columns={columnsOf(parts, links)}
            rows={[all, ...features.slice(0, MOST_FEATURES)]}
            keyOf={nameOf}
          />
        </>
      )}
    </Panel>
  );
}

const columnsOf = (parts: readonly TokenPart[], links: CostLinks): Column<TokenAnatomy>[] => [
  {
    head: "Feature",
    className: "max-w-40 truncate",
    cell: (row) =>
      row.feature ? (
        <Link href={links.traces({ feature: [row.feature] })} className="hover:underline">
          {row.feature}
        </Link>
      ) : (
        <span className={row.feature === undefined ? "font-medium" : "text-ink-2"}>{nameOf(row)}</span>
      ),
  },
  ...parts.map((part): Column<TokenAnatomy> => ({
    head: PARTS[part].head ?? PARTS[part].label,
    tip: `${PARTS[part].label}: ${PARTS[part].note}`,
    numeric: true,
    dim: ({ feature }) => feature !== undefined,
    cell: ({ tokens, costNano }) => (
      <span data-tip={`${tokens[part].toLocaleString("en")} tokens`}>
        <Figure
          value={usdOfNano(costNano[part])}
          quantity="usd"
          className={tokens[part] === 0 ? "text-ink-3" : undefined}
        />
      </span>
    ),
  })),
  {
    head: "Cached",
    numeric: true,
    dim: true,
    cell: ({ cachedShare }) => <Figure value={cachedShare} quantity="percent" unknown="no prompts" />,
  },
];

const anatomyCsv = (anatomy: readonly TokenAnatomy[], parts: readonly TokenPart[]) => ({
  head: ["feature", "calls", "cached_share", ...parts.flatMap((part) => [`${part}_tokens`, `${part}_usd`])],
  rows: anatomy.map((row) => [
    nameOf(row),
    row.calls,
    row.cachedShare,
    ...parts.flatMap((part) => [row.tokens[part], usdOfNano(row.costNano[part])]),
  ]),
});

const round = (share: number): number => Math.round(share * 1000) / 1000;
const nameOf = ({ feature }: TokenAnatomy): string =>
  feature === undefined ? "All" : (feature ?? "not set");

const noteOf = ({ unknownUsage, estimated }: TokenAnatomy): string =>
  [
    unknownUsage > 0 ? `; ${plural(unknownUsage, "call")} reported no usage` : "",
    estimated > 0 ? `; tokens of ${plural(estimated, "call")} are a tokenizer's` : "",
  ].join("");

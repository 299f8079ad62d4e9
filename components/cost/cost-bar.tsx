import { X } from "lucide-react";
import Link from "@/components/ui/link";

import { Button } from "@/components/ui/button";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PrintButton } from "@/components/ui/print-button";
import { rangeLabel } from "@/lib/time/range";
import { SPEND_GROUPS } from "@/lib/spend/spend-query";

import { groupLabel, type CostLinks } from "./cost-links";
import { SPEND_FILTERS, type CostView } from "./search-params";

interface CostBarProps {
  view: CostView;
  links: CostLinks;
  /** Address of the page of budgets. */
  budgets: string;
}

/** What people ask costs of, beside the ranges of the header. */
const MONTHS = ["last-month", "this-month"] as const;

/** By what cost is told apart, and what narrows it: all links, so that the address says both. */
export function CostBar({ view, links, budgets }: CostBarProps) {
  const chips = SPEND_FILTERS.flatMap((word) => view[word].map((value) => ({ word, value })));
  return (
    <div data-chrome className="grid min-w-0 grid-cols-1 gap-2">
      {chips.length > 0 && (
        <ul aria-label="Filters" className="flex flex-wrap gap-2">
          {chips.map(({ word, value }) => (
            <li key={`${word}:${value}`}>
              <Link
                href={links.without(word, value)}
                scroll={false}
                aria-label={`Remove filter ${groupLabel(word)}: ${value}`}
                className="flex h-6.5 items-center gap-1.5 rounded-full border border-line-strong px-2.5 text-s hover:bg-hover"
              >
                <span className="text-ink-3">{groupLabel(word)}</span>
                <span className="max-w-60 truncate font-medium">{value}</span>
                <X aria-hidden className="size-3 text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <div className="flex items-end">
        <LinkTabs
          label="Cost by"
          className="min-w-0 flex-1"
          tabs={SPEND_GROUPS.map((group) => ({
            label: groupLabel(group),
            href: links.self({ by: group === "feature" ? null : group }),
            active: view.by === group,
          }))}
        />
        <div className="flex gap-2 border-b border-line pb-1.5 pl-4">
          {MONTHS.map((range) => (
            <Button key={range} asChild size="s" variant="ghost" className="max-lg:hidden">
              <Link
                href={links.self({ range, from: null, to: null, live: null })}
                aria-current={view.range === range && view.from === null ? "true" : undefined}
              >
                {rangeLabel(range)}
              </Link>
            </Button>
          ))}
          <Button asChild size="s">
            <Link href={budgets}>Budgets</Link>
          </Button>
          <PrintButton />
        </div>
      </div>
    </div>
  );
}

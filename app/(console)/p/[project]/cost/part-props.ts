import type { CostLinks } from "@/components/cost/cost-links";
import type { CostView } from "@/components/cost/search-params";
import type { Context } from "@/lib/context";
import type { Interval } from "@/lib/metrics/intervals";
import type { CostSummary } from "@/lib/spend/cost-summary";
import type { SpendQuery } from "@/lib/spend/spend-query";

/** What every panel of the page is given. */
export interface PartProps {
  ctx: Context;
  view: CostView;
  links: CostLinks;
  query: SpendQuery;
  /** Read once: most panels are made of it. */
  summary: CostSummary;
  /** Length of a point in charts over time. */
  interval: Interval;
  /** How long the range is: "7 days". */
  period: string;
  at: Date;
}

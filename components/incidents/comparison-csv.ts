import type { Comparison } from "@/lib/incidents/incident";

/** What sets affected interactions apart, for a file: shares from 0 to 1, all digits. */
export const comparisonCsv = ({ differences }: Comparison) => ({
  head: ["attribute", "value", "affected_share", "healthy_share", "differs_at_least_by"],
  rows: differences.map(({ attribute, value, affectedShare, healthyShare, sure }) => [
    attribute,
    value,
    affectedShare,
    healthyShare,
    sure,
  ]),
});

import { expect, it } from "vitest";

import { serviceTierOf } from "./service-tier";

it.each([
  ["auto", null],
  ["default", null],
  ["Standard", null],
  ["ON_DEMAND", null],
  ["SERVICE_TIER_UNSPECIFIED", null],
  ["ON_DEMAND_PRIORITY", "priority"],
  ["ON_DEMAND_FLEX", "flex"],
  ["service_tier_flex", "flex"],
  ["flex", "flex"],
  ["batches", "batch"],
  ["Batch", "batch"],
  ["fast", "fast"],
  // A contract: no list has its price.
  ["PROVISIONED_THROUGHPUT", "provisioned_throughput"],
  ["scale", "scale"],
  [7, null],
])("%s is %s", (word, tier) => expect(serviceTierOf(word)).toBe(tier));

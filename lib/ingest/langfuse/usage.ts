import type { JsonObject } from "@/lib/model/json";

import { numberOf } from "../dialects/facts";
import { meaningOf } from "../dialects/usage-words";

/** What the dialect reads of token and cost counts, whatever their names mean there. */
const READ = /^(?:input|output|total|prompt|completion|cache)/;

/**
 * `usage` (older), `usageDetails` and `costDetails` -> the attributes of the OpenTelemetry SDKs. The details win; the older
 * total stays with them, because it tells whether their input includes cached tokens.
 */
export function mergeUsage(
  usage: JsonObject | null,
  details: JsonObject | null,
  costs: JsonObject | null,
): JsonObject {
  const { inputCost, outputCost, totalCost, unit, ...counts } = usage ?? {};
  const inTokens = unit === undefined || unit === null || unit === "TOKENS";
  const older = inTokens && Object.keys(counts).length > 0 ? counts : null;
  const read =
    details === null || Object.keys(details).length === 0
      ? older
      : details.total === undefined && older?.total !== undefined
        ? { ...details, total: older.total }
        : details;
  const cost =
    costs !== null && Object.keys(costs).length > 0
      ? costs
      : known({ input: inputCost, output: outputCost, total: totalCost });
  const unread = Object.entries({ ...details, ...costs }).some(
    ([key, value]) => !READ.test(key) && meaningOf(key) === null && numberOf(value) !== 0,
  );
  return {
    ...(read === null ? {} : { "langfuse.observation.usage_details": read }),
    ...(cost === null ? {} : { "langfuse.observation.cost_details": cost }),
    ...(inTokens || usage === null ? {} : { "langfuse.body.usage": usage }),
    ...(unread ? { "langfuse.body.usageDetails": details, "langfuse.body.costDetails": costs } : {}),
  };
}

const known = (object: Record<string, JsonObject[string] | undefined>): JsonObject | null => {
  const said = Object.entries(object).filter(
    (entry): entry is [string, JsonObject[string]] => entry[1] !== undefined && entry[1] !== null,
  );
  return said.length === 0 ? null : Object.fromEntries(said);
};

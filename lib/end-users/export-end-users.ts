import { recordExport } from "@/lib/audit/record-export";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { toCsv } from "@/lib/format/csv";

import { type EndUserQuery, listEndUsers } from "./list-end-users";

/** A file holds so many of them; a search narrows it. */
const MOST_EXPORTED = 100_000;

/** The list of users as a CSV file, all digits. @throws Failure forbidden */
export async function exportEndUsers(ctx: Context, query: Omit<EndUserQuery, "limit">): Promise<string> {
  requirePermission(ctx, "read_aggregates");
  await recordExport(ctx, "users.exported", { detail: { format: "csv", from: query.from, to: query.to } });
  const { data } = await listEndUsers(ctx, { ...query, limit: MOST_EXPORTED });
  return toCsv(
    [
      "user_id",
      "interactions",
      "failed",
      "cost_usd",
      "calls_of_unknown_cost",
      "input_tokens",
      "output_tokens",
    ],
    data.map((one) => [
      one.user,
      one.interactions,
      one.failures,
      one.costUsd,
      one.unknownCalls,
      one.inputTokens,
      one.outputTokens,
    ]),
  );
}

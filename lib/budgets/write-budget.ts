import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { parseFingerprint } from "@/lib/traces/fingerprint";

import { historyFrom } from "./history";
import type { CheckedBudget } from "./schemas";

/** The columns of a budget that somebody chooses. */
export async function columnsOf(tx: Tx, ctx: Context, input: CheckedBudget) {
  const fingerprints = input.promptVersion === null ? null : await meaningOf(tx, ctx, input.promptVersion);
  return {
    name: input.name,
    environment: input.environment,
    feature: input.feature,
    model: input.model,
    prompt_version: input.promptVersion,
    fingerprints: fingerprints === null ? null : plainArray(fingerprints),
    user_id: input.user,
    every_user: input.everyUser,
    rolling: input.rolling,
    unit: input.unit,
    zone: input.zone,
    limit_nano_usd: String(nanoOfUsd(input.limitUsd)),
    thresholds: JSON.stringify(input.thresholds.toSorted((a, b) => a.percent - b.percent)),
  };
}

/** Makes a budget be counted, its history included: the worker starts anew where it finds no beginning. */
export const countingAnew = (ctx: Pick<Context, "now">, budget: CheckedBudget) => ({
  counted_from: new Date(historyFrom(budget, ctx.now().getTime())).toISOString(),
  counted_to: "-infinity",
  window_from: null,
});

/** @throws Failure bad_request when no call has used such a version */
async function meaningOf(tx: Tx, ctx: Context, word: string): Promise<string[]> {
  const fingerprint = parseFingerprint(word);
  const rows = await tx<{ fingerprint: string }[]>`
    select distinct v.fingerprint::text as fingerprint
    from prompt_versions v
    join prompts p on p.id = v.prompt_id
    where v.project_id = ${ctx.project.id}
      and (v.fingerprint = ${fingerprint}::bigint
        or ${word} in (v.label, p.name || '@' || v.label, p.name || '@' || v.number))`;
  if (rows.length > 0) return rows.map((row) => row.fingerprint);
  const message = "No call has used such a prompt version. Use a fingerprint, or name@version.";
  throw new Failure("bad_request", message, { details: [{ path: "promptVersion", message }] });
}

/** What the audit log says of a budget. */
export const budgetDetail = (id: number, input: CheckedBudget) => ({
  id,
  environment: input.environment,
  feature: input.feature,
  model: input.model,
  prompt_version: input.promptVersion,
  user: input.user,
  every_user: input.everyUser,
  period: `${input.rolling ? "rolling" : "calendar"} ${input.unit}`,
  zone: input.zone,
  limit_usd: input.limitUsd,
  thresholds: input.thresholds,
});

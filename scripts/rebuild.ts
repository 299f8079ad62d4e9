import { parseArgs } from "node:util";

import { connect } from "@/db/client";
import { checkDerived, countTraces, rebuild } from "@/lib/rebuild/rebuild";
import { readEnv } from "@/lib/env";

import { createProgress } from "./progress";
import { fail } from "./target";

/** At once: each keeps a core of the database busy. */
const LANES = 3;

const USAGE = `npm run rebuild -- [--check]

Recomputes everything derived (days and rows of traces, derived columns of spans, roll-ups, use by users, budgets) from the
stored spans and says how many rows of each kind were not what they should be: 0 when nothing was wrong. --check only compares traces and spans and changes nothing; it ends with 1
when something differs. Works beside a running Recount, on the database of DATABASE_URL.`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { databaseUrl, maxSpansPerTrace, labelLimits: limits } = readEnv();
  if (!databaseUrl)
    throw new Error("DATABASE_URL is not set: it names the database whose derived data is recomputed");
  const sql = connect(databaseUrl, {
    role: "recount_worker",
    max: LANES + 2,
    applicationName: "recount rebuild",
  });
  try {
    const progress = createProgress("traces", await countTraces(sql));
    const options = { maxSpansPerTrace, limits, lanes: LANES };
    const onProgress = (done: number): void => progress.update(done, "");
    const result = values.check
      ? await checkDerived(sql, onProgress, options)
      : await rebuild(sql, onProgress, options);
    progress.end();
    console.log(
      JSON.stringify({
        traces: result.traces,
        changed_traces: result.changedTraces,
        changed_spans: result.changedSpans,
        ...("repaired" in result && { repaired: result.repaired }),
      }),
    );
    if (values.check && result.changedTraces + result.changedSpans > 0) process.exitCode = 1;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

main().catch(fail);

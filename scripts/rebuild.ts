import { parseArgs } from "node:util";

import { connect } from "@/db/client";
import { checkDerived, countTraces, rebuild } from "@/lib/rebuild/rebuild";
import { readEnv } from "@/lib/env";

import { createProgress } from "./progress";
import { fail } from "./target";

const USAGE = `npm run rebuild -- [--check]

Recomputes everything derived (traces, derived columns of spans, roll-ups) from the stored spans and says how many rows were
not what they should be: 0 when nothing was wrong. --check only compares traces and spans and changes nothing; it ends with 1
when something differs. Works beside a running Recount, on the database of DATABASE_URL.`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { databaseUrl } = readEnv();
  if (!databaseUrl)
    throw new Error("DATABASE_URL is not set: it names the database whose derived data is recomputed");
  const sql = connect(databaseUrl, { role: "recount_worker", max: 2, applicationName: "recount rebuild" });
  try {
    const progress = createProgress("traces", await countTraces(sql));
    const result = await (values.check ? checkDerived : rebuild)(sql, (done) => progress.update(done, ""));
    progress.end();
    console.log(
      JSON.stringify({
        traces: result.traces,
        changed_traces: result.changedTraces,
        changed_spans: result.changedSpans,
      }),
    );
    if (values.check && result.changedTraces + result.changedSpans > 0) process.exitCode = 1;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

main().catch(fail);

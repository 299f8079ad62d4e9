import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { recordedSizes } from "@/demo/token-sizes";
import { readEnv } from "@/lib/env";

import { tellBegun } from "./begun-drift";
import { newKey, newProject, test } from "./journey";
import { signIn } from "./sign-in";

/** Long enough before now that what was not there in time is counted as what came late is. */
const CHANGED_H = 3;

/**
 * Runs before all other journeys: what is measured of a past that arrives late waits minutes on purpose, and these pass while
 * others go their way. drift.spec.ts goes on from here.
 */
test("the demo application tells of eight days, and changes towards their end", async ({
  page,
  baseURL,
}, info) => {
  test.setTimeout(300_000);
  await signIn(page, "/p/default/overview");
  const project = await newProject(page, info);
  const key = await newKey(page, project, "travel app");
  const { fixturesDir } = readEnv();
  if (recordedSizes(fixturesDir) === null)
    console.log(`No recorded sizes under ${fixturesDir} (RECOUNT_FIXTURES): the demo invents its tokens.`);
  const changedMs = Date.now() - CHANGED_H * 3_600_000;
  await promisify(execFile)(
    process.execPath,
    [
      ...["--import", "tsx", "scripts/demo.ts", "--url", baseURL ?? "", "--key", key],
      // A baseline is three quarters of a history: of eight days these hold working days and weekend, whatever day it is.
      ...["--backfill", "8d", "--per-hour", "120", "--minutes", "0", "--changed", `${CHANGED_H}h`],
    ],
    { maxBuffer: 64_000_000 },
  );
  await tellBegun(info.project.outputDir, { project, changedMs });
});

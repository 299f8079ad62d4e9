import { connect } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { readEnv } from "@/lib/env";
import { resetPassword } from "@/lib/users/reset-password";

import { fail } from "./target";

/**
 * For somebody who forgot their password: npm run reset-password -- person@example.com
 * With the embedded database, stop Recount first: the folder belongs to one process at a time.
 */
async function main(): Promise<void> {
  const email = process.argv[2];
  if (!email) throw new Error("Say whose password: npm run reset-password -- person@example.com");
  const env = readEnv();
  const embedded = env.databaseUrl ? undefined : await startEmbedded({ dataDir: env.dataDir });
  const sql = connect(env.databaseUrl ?? embedded?.url ?? "", { role: null, max: 1 });
  try {
    const password = await resetPassword(sql, email);
    if (password === null) throw new Error(`Nobody signs in as ${email}.`);
    console.log(`New password of ${email}, shown once: ${password}\nAll their sessions have ended.`);
  } finally {
    await sql.end();
    await embedded?.stop();
  }
}

await main().catch(fail);

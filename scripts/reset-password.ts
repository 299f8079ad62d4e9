import { resetPassword } from "@/lib/users/reset-password";

import { withOwnDatabase } from "./own-database";
import { fail } from "./target";

/**
 * For somebody who forgot their password: npm run reset-password -- person@example.com
 * With the embedded database, stop Recount first.
 */
async function main(): Promise<void> {
  const email = process.argv[2];
  if (!email) throw new Error("Say whose password: npm run reset-password -- person@example.com");
  await withOwnDatabase(async (sql) => {
    const password = await resetPassword(sql, email);
    if (password === null) throw new Error(`Nobody signs in as ${email}.`);
    console.log(`New password of ${email}, shown once: ${password}\nAll their sessions have ended.`);
  });
}

await main().catch(fail);

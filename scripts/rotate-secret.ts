import { rotateSecret } from "@/lib/setup/rotate-secret";

import { withOwnDatabase } from "./own-database";
import { fail } from "./target";

/** A new key for session cookies: npm run rotate-secret. With the embedded database, stop Recount first. */
await withOwnDatabase(async (sql) => {
  const ended = await rotateSecret(sql);
  console.log(`Session cookies have a new key. ${ended} sessions have ended; everybody signs in again.`);
}).catch(fail);

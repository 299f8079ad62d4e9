import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";
import { versionNames } from "@/lib/traces/version-names";
import { formatFingerprint } from "@/lib/traces/fingerprint";

/** Names of prompt versions by fingerprint in 16 hex digits, as figures are grouped by. */
export async function namedVersions(tx: TransactionSql, ctx: Context): Promise<Record<string, string>> {
  const names = await versionNames(tx, ctx);
  return Object.fromEntries([...names].map(([fingerprint, name]) => [formatFingerprint(fingerprint), name]));
}

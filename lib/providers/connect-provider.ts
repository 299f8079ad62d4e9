import { matching, select } from "@/db/drizzle";
import { modelProviders as providers } from "@/db/schema/experiments";
import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

import type { ProviderKind } from "./provider";
import { noSuchProvider } from "./providers";
import { Seal } from "./seal";

/** What it takes to ask a provider. Lives in memory alone, for one question. */
export interface Connection {
  id: number;
  kind: ProviderKind;
  name: string;
  baseUrl: string;
  models: readonly string[];
  /** Null: it asks for none. */
  apiKey: string | null;
  allowPrivate: boolean;
}

export interface ProviderSettings {
  /** What keys are sealed with outside of the database. */
  secret: string | undefined;
  /** Whether addresses of private networks may be asked. */
  allowPrivate: boolean;
}

/**
 * A provider with its key opened. Who may use it is asked by the caller.
 * @throws Failure not_found; conflict when its key cannot be opened any more
 */
export async function connectProvider(
  ctx: Context,
  id: number,
  { secret, allowPrivate }: ProviderSettings,
): Promise<Connection> {
  const projectId = ctx.project.id;
  const seal = await Seal.of(ctx.sql, secret);
  const [row] = await inProject(
    ctx.sql,
    projectId,
    (tx: Tx) =>
      select(tx, providers, "id", "kind", "name", "baseUrl", "models", "sealedKey").where(
        matching(providers, { projectId, id, removedAt: null }),
      ),
    { readOnly: true },
  );
  if (!row) throw noSuchProvider();
  const { sealedKey, ...provider } = row;
  const apiKey = sealedKey === null ? null : seal.open(sealedKey, { projectId, baseUrl: row.baseUrl });
  if (sealedKey !== null && apiKey === null)
    throw new Failure(
      "conflict",
      `The key of ${row.name} cannot be opened: RECOUNT_SECRET is not what it was when the key was given. Give the key again in Settings › Providers.`,
    );
  return { ...provider, apiKey, allowPrivate };
}

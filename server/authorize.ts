import type { ApiKeyScope } from "@/lib/auth/api-key-scopes";
import type { Context } from "@/lib/context";
import type { Incoming } from "@/lib/http/incoming";
import type { AuthorizedIngest } from "@/lib/ingest/receive";

import type { Store } from "./store";

/**
 * Lets a request that sends telemetry in: its key may write, its project has room for it, and what it needs is at hand.
 * From here on what becomes of the request is counted for its project, also when its key no longer works.
 * @throws Failure unauthenticated, forbidden or too_many_requests
 */
export async function authorizeIngest(request: Incoming, store: Store): Promise<AuthorizedIngest> {
  const { env, sql, keys, ingest, ingestUsage, prices } = store;
  const holder = await keys.holderOf(request.headers);
  request.log.project = holder.identity.project.slug;
  const ingestRequest = ingestUsage.ingestRequest(request, holder);
  const { project, actor } = keys.allow(holder, "ingest");
  const book = await prices.of(project.id);
  ingestRequest.admit();
  const ctx = { sql, project, actor, now: () => new Date() };
  return { ctx, ingest, ingestRequest, prices: book, maxBodyBytes: env.maxBodyBytes };
}

/**
 * Context of a request that sends nothing to be kept.
 * @throws Failure unauthenticated or forbidden
 */
export async function authorize(request: Incoming, scope: ApiKeyScope, store: Store): Promise<Context> {
  const { project, actor } = await store.keys.authenticate(request.headers, scope);
  request.log.project = project.slug;
  return { sql: store.sql, project, actor, now: () => new Date() };
}

import type { ApiKeyScope } from "@/lib/auth/api-key-scopes";
import type { Context } from "@/lib/context";
import type { Incoming } from "@/lib/http/incoming";

import { store } from "./store";
import { viaOf } from "./via";

/**
 * Context of a request that carries an API key.
 * @throws Failure unauthenticated or forbidden
 */
export async function apiContext(request: Pick<Incoming, "headers">, scope: ApiKeyScope): Promise<Context> {
  const { sql, keys } = store();
  const { project, actor } = await keys.authenticate(request.headers, scope);
  return { sql, project, actor, now: () => new Date(), via: viaOf(request.headers) };
}

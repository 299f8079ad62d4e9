import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";
import { isObject } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";
import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";

import { ask } from "./ask";
import { callModel } from "./call-model";
import { type Connection, connectProvider, type ProviderSettings } from "./connect-provider";
import { ProviderId } from "./provider";
import { malformed, ProviderFailure } from "./provider-failure";

export interface Tested {
  ok: boolean;
  /** For people. */
  message: string;
  /** That the provider lists; empty: it lists none. */
  models: string[];
}

const TEST_MS = 20_000;

/**
 * Asks a provider for its models; one that lists none is asked for a word by the first model that is offered.
 * @throws Failure forbidden, bad_request, not_found, conflict
 */
export async function testProvider(
  ctx: Context,
  input: ProviderId,
  settings: ProviderSettings,
): Promise<Tested> {
  requirePermission(ctx, "edit_project");
  const connection = await connectProvider(ctx, parse(ProviderId, input).id, settings);
  // Told before it is asked, too: what comes of it can be written down only afterwards.
  await tell(ctx, connection, "provider.test_begun");
  const tested = await test(connection);
  await tell(ctx, connection, "provider.tested", { ok: tested.ok });
  return tested;
}

const tell = (
  ctx: Context,
  { id, name }: Connection,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> =>
  inProject(ctx.sql, ctx.project.id, (tx) =>
    record(tx, ctx, { action, target: name, detail: { id, ...detail } }),
  );

async function test(connection: Connection): Promise<Tested> {
  const signal = AbortSignal.timeout(TEST_MS);
  try {
    const models = await listModels(connection, signal);
    if (models.length > 0)
      return { ok: true, message: `It answers, and lists ${models.length} models.`, models };
    return await askAWord(connection, signal);
  } catch (error) {
    if (signal.aborted)
      return { ok: false, message: `It has not answered within ${TEST_MS / 1000} s.`, models: [] };
    if (error instanceof ProviderFailure) return { ok: false, message: error.message, models: [] };
    throw error;
  }
}

async function askAWord(connection: Connection, signal: AbortSignal): Promise<Tested> {
  const [model] = connection.models;
  if (model === undefined)
    return { ok: false, message: "It lists no models. Name one, so that it can be tested.", models: [] };
  const request = {
    model,
    system: null,
    messages: [{ role: "user", content: "Say: ready" }],
    tools: [],
    parameters: { max_tokens: 16 },
  };
  await callModel(connection, request, { signal });
  return { ok: true, message: `It lists no models; ${model} answers.`, models: [] };
}

/** Models by name, as both APIs list them; one that has no such list has none. @throws ProviderFailure */
function listModels(connection: Connection, signal: AbortSignal): Promise<string[]> {
  return ask(connection, {
    path: connection.kind === "anthropic" ? "/models?limit=1000" : "/models",
    signal,
    read: async (_, pieces) => {
      let text = "";
      for await (const piece of pieces) text += piece;
      const value = parseJson(text);
      const list = isObject(value) ? value.data : value;
      if (!Array.isArray(list)) throw malformed(connection.name, "a list of models was asked for");
      return list
        .flatMap((one) => (isObject(one) && typeof one.id === "string" ? one.id : []))
        .toSorted((a, b) => a.localeCompare(b));
    },
  }).catch((error: unknown) => {
    if (error instanceof ProviderFailure && error.status === 404) return [];
    throw error;
  });
}

import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { connectProvider, type ProviderSettings } from "@/lib/providers/connect-provider";
import { passOn } from "@/lib/providers/pass-on";
import { ProviderFailure } from "@/lib/providers/provider-failure";

import { replayCall, type ReplayedCall } from "./replay-call";
import { ReplayMiss } from "./replay-miss";
import type { ReplayFormat, ReplayRequest } from "./request";

/** Of a project: an agent in a loop stops by itself. */
const MOST_AN_HOUR = 1_000;

/** Up to which of its model calls the recording answers, and who answers what follows; as an address says it. */
const PassingOn = z.object({
  until: z.coerce
    .number({ error: "Give the number of the last call that the recording answers." })
    .int({ error: "Give the number of a call." })
    .min(0, { error: "Calls are counted from 1; 0 lets the provider answer all of them." }),
  providerId: z.coerce
    .number({ error: "Give the number of a provider, as Settings › Providers shows it." })
    .int({ error: "Give the number of a provider." })
    .positive({ error: "Give the number of a provider." }),
});

interface AskedCall {
  traceId: string;
  request: ReplayRequest;
  /** As it was sent. */
  body: string;
  signal: AbortSignal;
}

const PATHS: Record<ReplayFormat, string> = {
  chat_completions: "/chat/completions",
  responses: "/responses",
  anthropic_messages: "/messages",
};

interface PassedCall {
  contentType: string;
  pieces: ReadableStream<string>;
  /** Why it was not answered from the recording. */
  because: string;
}

/**
 * Answers a model call from the recording of a trace where one of its first calls was asked this, and lets a provider of the project answer
 * everything else: what an agent would do now from some step on, with what came before as it really was.
 * @throws Failure forbidden (a key needs the scope run), bad_request, not_found, conflict, too_many_requests (too many calls went
 *   on within an hour), unavailable (the provider is)
 */
export async function answerOrPassOn(
  ctx: Context,
  { traceId, request, body, signal }: AskedCall,
  given: { until: string; providerId: string },
  settings: ProviderSettings,
): Promise<{ recorded: ReplayedCall } | { passed: PassedCall }> {
  requirePermission(ctx, "run_calls");
  const { until, providerId } = parse(PassingOn, given);
  const recorded = await recordedUntil(ctx, { traceId, request, until });
  if (typeof recorded !== "string") return { recorded };
  const connection = await connectProvider(ctx, providerId, settings);
  const speaks = connection.kind === "anthropic" ? ["anthropic_messages"] : ["chat_completions", "responses"];
  if (!speaks.includes(request.format))
    throw new Failure(
      "bad_request",
      `${connection.name} does not speak the format of this request. Choose a provider of the same kind as the agent's client.`,
    );
  await tellOfPassing(ctx, { traceId, provider: connection.name, model: request.model });
  try {
    const passed = await passOn(connection, { path: PATHS[request.format], body, signal });
    return { passed: { ...passed, because: recorded } };
  } catch (error) {
    if (error instanceof ProviderFailure) throw failureOf(error);
    throw error;
  }
}

/** @returns what the recording answers, or why it does not */
async function recordedUntil(
  ctx: Context,
  { traceId, request, until }: { traceId: string; request: ReplayRequest; until: number },
): Promise<ReplayedCall | string> {
  try {
    const call = await replayCall(ctx, { traceId, request, until });
    return call ?? `recorded after call ${until}`;
  } catch (error) {
    if (error instanceof ReplayMiss) return error.message;
    throw error;
  }
}

/** Written before anything is sent: no call leaves without a trace of it. */
async function tellOfPassing(
  ctx: Context,
  { traceId, ...detail }: { traceId: string; provider: string; model: string | null },
): Promise<void> {
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [lately] = await tx<{ calls: number }[]>`
      select count(*)::int as calls from audit_log
      where project_id = ${ctx.project.id} and action = ${PASSED} and at > now() - interval '1 hour'`;
    if ((lately?.calls ?? 0) >= MOST_AN_HOUR)
      throw new Failure(
        "too_many_requests",
        `${MOST_AN_HOUR} calls went on to providers within an hour, which is the most of a project. Go on later.`,
        { retryAfterSeconds: 600 },
      );
    await record(tx, ctx, { action: PASSED, target: traceId, detail });
  });
}

const PASSED = "replay.passed_on";

/** Clients repeat what is limited or unavailable, and nothing else. */
function failureOf({ message, what, status, retryAfterMs }: ProviderFailure): Failure {
  const code = status === 429 ? "too_many_requests" : what === "refused" ? "bad_request" : "unavailable";
  return new Failure(code, message, {
    ...(retryAfterMs !== null && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  });
}

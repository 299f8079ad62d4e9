import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import type { PriceBook } from "@/lib/cost/price-book";
import { readPriceBook } from "@/lib/cost/read-price-book";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import type { JsonObject } from "@/lib/model/json";
import { type Connection, connectProvider, type ProviderSettings } from "@/lib/providers/connect-provider";
import { lostInSending } from "@/lib/providers/lost-in-sending";
import type { ModelRequest } from "@/lib/providers/model-call";

import { editRequest } from "./edit-request";
import { estimateCost } from "./estimate-cost";
import type { Asked } from "./experiment";
import { mostCalls } from "./find-cause";
import { needsRecorded } from "./outcome";
import type { Part } from "./parts";
import { type Original, readOriginal } from "./read-original";
import { type Experiment, ExperimentInput } from "./schemas";

/** An experiment that could begin. */
export interface Prepared {
  input: Experiment;
  original: Original;
  connection: Connection;
  request: ModelRequest;
  /** Of "what if": what is taken out. */
  tried: Part[];
  asked: Asked;
  /** At most so many calls are made. */
  calls: number;
  book: PriceBook;
  /** Of all of them; null: unknown. */
  estimatedNanoUsd: bigint | null;
}

/**
 * What an experiment would ask, and what that may cost.
 * @throws Failure forbidden, bad_request, not_found, conflict
 */
export async function prepare(
  ctx: Context,
  given: ExperimentInput,
  settings: ProviderSettings,
): Promise<Prepared> {
  requirePermission(ctx, "run_calls");
  const input = parse(ExperimentInput, given);
  const original = await readOriginal(ctx, input);
  const connection = await connectProvider(ctx, input.providerId, settings);
  const book = await inProject(ctx.sql, ctx.project.id, (tx) => readPriceBook(tx, ctx.project.id), {
    readOnly: true,
  });
  const set = withParameters(original, input);
  const edited = input.kind === "rerun" ? editRequest(set.request, original.parts, input.edits) : null;
  const request = edited?.request ?? set.request;
  if (request.system === null && request.messages.length === 0)
    throw new Failure("bad_request", "Nothing is left to ask: keep a message, or add one.");
  const tried = input.kind === "what_if" ? triedOf(input.parts, original.parts) : [];
  if (input.kind === "what_if" && needsRecorded(input.outcome) && original.answer === null)
    throw new Failure("bad_request", "No answer was recorded to compare with; choose another outcome.");
  const calls = input.kind === "rerun" ? input.times : mostCalls(tried.length, input.times);
  const one = estimateCost(original, request, connection, { book, at: ctx.now() });
  return {
    input,
    original,
    connection,
    request,
    tried,
    calls,
    book,
    estimatedNanoUsd: one === null ? null : one * BigInt(calls),
    asked: {
      request,
      changes: [...set.changes, ...(edited?.changes ?? [])],
      lost: lostInSending(request),
      name: original.name,
      recorded: { answer: original.answer, model: original.request.model, costUsd: original.costUsd },
      whatIf:
        input.kind === "rerun"
          ? null
          : {
              outcome: input.outcome,
              times: input.times,
              parts: tried.map(({ key, kind, label, text }) => ({ key, kind, label, text })),
            },
    },
  };
}

function withParameters(
  { request }: Original,
  { model, parameters }: Experiment,
): { request: ModelRequest; changes: string[] } {
  const set: JsonObject = { ...request.parameters };
  const changes = model === request.model ? [] : [`model ${model} in place of ${request.model || "none"}`];
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === (set[name] ?? null)) continue;
    changes.push(value === null ? `${name} not sent` : `${name} ${value}`);
    if (value === null) delete set[name];
    else set[name] = value;
  }
  return { request: { ...request, model, parameters: set }, changes };
}

function triedOf(keys: readonly string[], parts: readonly Part[]): Part[] {
  return keys.map((key) => {
    const part = parts.find((one) => one.key === key);
    if (!part)
      throw new Failure("bad_request", "The call has no such part any more. Reload the page.", {
        details: [{ path: "parts", message: "The call has no such part any more. Reload the page." }],
      });
    return part;
  });
}

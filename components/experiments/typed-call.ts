import { numberOrNull } from "@/components/ui/number-or-null";
import type { Original } from "@/lib/experiments/read-original";
import type { Provider } from "@/lib/providers/provider";

import type { TypedCall } from "./call-fields";

/** What the browser is given of a recorded call. */
export type ShownOriginal = Pick<Original, "traceId" | "spanId" | "request" | "parts" | "answer" | "costUsd">;

const textOf = (value: unknown): string => (typeof value === "number" ? String(value) : "");

/** The provider that offers the recorded model, else one of its maker's API, else the first. */
function likely(providers: readonly Provider[], model: string, maker: string | null): Provider | undefined {
  const kind = /anthropic|claude/i.test(`${maker ?? ""} ${model}`) ? "anthropic" : "openai";
  return (
    providers.find(({ models }) => models.includes(model)) ??
    providers.find((provider) => provider.kind === kind) ??
    providers[0]
  );
}

/** Fields as they begin: the call as it was recorded. */
export function typedCallOf(
  { request, provider: maker }: Pick<Original, "request" | "provider">,
  providers: readonly Provider[],
  times: number,
): TypedCall {
  const { model, parameters } = request;
  const provider = likely(providers, model, maker);
  const offered = provider?.models ?? [];
  return {
    providerId: provider?.id ?? 0,
    // A server of one's own rarely has the recorded model; one that lists none may.
    model: offered.length === 0 || offered.includes(model) ? model : (offered[0] ?? model),
    temperature: textOf(parameters.temperature),
    maxTokens: textOf(parameters.max_tokens),
    topP: textOf(parameters.top_p),
    seed: textOf(parameters.seed),
    times: String(times),
  };
}

/** The part of an experiment's input that these fields say. */
export const callInputOf = (
  { traceId, spanId }: Pick<ShownOriginal, "traceId" | "spanId">,
  { providerId, model, temperature, maxTokens, topP, seed, times }: TypedCall,
) => ({
  traceId,
  spanId,
  providerId,
  model,
  times: numberOrNull(times) ?? 0,
  parameters: {
    temperature: numberOrNull(temperature),
    max_tokens: numberOrNull(maxTokens),
    top_p: numberOrNull(topP),
    seed: numberOrNull(seed),
  },
});

import type { TestDatabase, TestProject } from "@/db/testing";
import type { Context, Role } from "@/lib/context";
import { newId, noonOf, World } from "@/lib/erasures/world.testing";
import type { ModelSpan } from "@/lib/model/span";
import { UNKNOWN_TOKENS } from "@/lib/model/tokens";
import { addProvider } from "@/lib/providers/providers";

import type { ExperimentEvent } from "./experiment";
import { runExperiment } from "./run-experiment";
import type { ExperimentInput } from "./schemas";

export const SECRET = "s".repeat(40);
export const SETTINGS = { secret: SECRET, allowPrivate: true };

export const contextAs = (world: World, role: Role): Context => ({
  ...world.ctx,
  actor: { kind: "user", id: 1, name: "Ada", role },
});

/** A call of an agent that looked a document and a booking up, recorded on a day; with a provider at `url` to run it again at. */
export async function recordedCall(
  db: TestDatabase,
  project: TestProject,
  { url, day, said = {} }: { url: string; day: string; said?: Partial<ModelSpan> },
) {
  const world = new World(db, project);
  const [traceId, spanId, rootId] = [newId(16), newId(8), newId(8)];
  const at = noonOf(day);
  await world.write([
    { traceId, spanId: rootId, kind: "agent", name: "refunds", startedAtNs: at, durationNs: 3_000_000_000n },
    {
      traceId,
      parentSpanId: rootId,
      kind: "retrieval",
      name: "search",
      startedAtNs: at + 1_000_000n,
      documents: [{ id: "d", content: "Basic fares cannot be refunded.", score: 1 }],
    },
    {
      traceId,
      spanId,
      parentSpanId: rootId,
      kind: "llm",
      name: "chat",
      provider: "openai",
      requestModel: "gpt-4o",
      startedAtNs: at + 1_000_000_000n,
      parameters: { temperature: 0.2, max_tokens: 100 },
      input: [
        { role: "system", content: "Help travellers of Lovelace Air. Never promise compensation." },
        { role: "user", content: "Basic fares cannot be refunded.\n\nRefund 4WQ150, says Ada Lovelace." },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", name: "find", arguments: { id: "4WQ150" } }],
        },
        { role: "tool", content: "basic, Ada Lovelace", tool_call_id: "c" },
      ],
      system: "Help travellers of Lovelace Air. Never promise compensation.",
      output: [{ role: "assistant", content: "I'm sorry, I cannot help with refunds." }],
      tokens: { ...UNKNOWN_TOKENS, inputUncached: 200, outputText: 20 },
      ...said,
    },
  ]);
  await world.derive();
  const admin = contextAs(world, "admin");
  const provider = {
    kind: "openai",
    name: "Models",
    baseUrl: `${url}/v1`,
    apiKey: "sk-test-0123456789",
    models: [],
  } as const;
  const { id: providerId } = await addProvider(admin, { ...provider, models: [] }, SECRET);
  const common = { traceId, spanId, providerId, model: "model-a" };
  return { world, traceId, spanId, providerId, common };
}

/** Runs an experiment to its end. */
export async function ran(
  ctx: Context,
  input: ExperimentInput,
  more: { signal?: AbortSignal; onEvent?: (event: ExperimentEvent) => void } = {},
) {
  const events: ExperimentEvent[] = [];
  const { id, ended } = await runExperiment(ctx, input, {
    settings: SETTINGS,
    signal: more.signal ?? new AbortController().signal,
    tell: (event) => {
      events.push(event);
      more.onEvent?.(event);
    },
  });
  await ended;
  return { id, events, last: events.at(-1) as Extract<ExperimentEvent, { type: "ended" }> };
}

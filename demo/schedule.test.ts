import { describe, expect, test } from "vitest";

import { byHour, schedule, type ScheduleInput } from "./schedule";
import { inventedSizes } from "./token-sizes";

const FROM = Date.parse("2026-06-01T00:00:00Z");
const HOUR = 3_600_000;
const day: ScheduleInput = {
  seed: "1",
  fromMs: FROM,
  toMs: FROM + 24 * HOUR,
  shiftMs: FROM + 12 * HOUR,
  rate: 120 / 3600,
  busyness: byHour,
  drawSize: inventedSizes,
};
const play = (changes: Partial<ScheduleInput> = {}) => [...schedule({ ...day, ...changes })];
const interactions = play();
const spans = interactions.flatMap((interaction) => interaction.spans);

describe("the simulated day", () => {
  test("follows from its seed: twice the same, another seed another day", () => {
    const hour = { toMs: FROM + HOUR };
    expect(play(hour)).toEqual(play(hour));
    expect(play({ ...hour, seed: "2" })[0]?.spans[0]?.traceId).not.toBe(play(hour)[0]?.spans[0]?.traceId);
  });

  test("stays in its period and in the order of starts", () => {
    const starts = interactions.map((interaction) => interaction.startMs);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts[0]).toBeGreaterThanOrEqual(day.fromMs);
    expect(starts.at(-1)).toBeLessThan(day.toMs);
    expect(interactions.length).toBeGreaterThan(1000);
    expect(interactions.length).toBeLessThan(3000);
  });

  test("gives every span an id of its own, and every step a place inside its root", () => {
    expect(new Set(spans.map((span) => span.traceId + span.spanId)).size).toBe(spans.length);
    for (const interaction of interactions) {
      const root = interaction.spans.at(-1)!;
      for (const span of interaction.spans) {
        expect(span.startNs >= root.startNs && span.endNs <= root.endNs && span.startNs < span.endNs).toBe(
          true,
        );
      }
    }
  });

  test("a first token comes before its call ends", () => {
    for (const span of spans) {
      const ttft = span.attributes["gen_ai.response.time_to_first_chunk"];
      if (typeof ttft === "number") expect(ttft * 1e9).toBeLessThan(Number(span.endNs - span.startNs));
    }
  });

  test("holds every feature, every kind of step, several providers and sessions of several turns", () => {
    const values = (name: string) => new Set(spans.map((span) => span.attributes[name]).filter(Boolean));
    expect([...values("recount.feature")].toSorted()).toEqual([
      "booking",
      "faq",
      "refund-assistant",
      "search",
      "ticket-triage",
    ]);
    expect([...values("gen_ai.operation.name")].toSorted()).toEqual([
      "chat",
      "embeddings",
      "execute_tool",
      "invoke_agent",
      "retrieval",
    ]);
    expect([...values("openinference.span.kind")].toSorted()).toEqual(["GUARDRAIL", "RERANKER"]);
    expect([...values("gen_ai.provider.name")].toSorted()).toEqual([
      "anthropic",
      "gcp.gemini",
      "openai",
      "self_hosted",
    ]);
    const turns = new Map<unknown, number>();
    for (const {
      spans: [first],
    } of interactions) {
      const session = first?.attributes["gen_ai.conversation.id"];
      turns.set(session, (turns.get(session) ?? 0) + 1);
    }
    expect(Math.max(...turns.values())).toBeGreaterThanOrEqual(4);
  });

  test("things fail in several ways", () => {
    const errors = new Set(spans.flatMap((span) => (span.error ? [span.error.type] : [])));
    expect([...errors].toSorted()).toEqual([
      "APITimeoutError",
      "RateLimitError",
      "ServiceUnavailable",
      "TimeoutError",
    ]);
    expect(
      spans.some((span) => String(span.attributes["gen_ai.response.finish_reasons"]) === "content_filter"),
    ).toBe(true);
  });

  test("halfway the application changes: release, model and prompt", () => {
    const valuesIn = (name: string, feature: string, after: boolean) => {
      const half = interactions
        .filter((interaction) => interaction.startMs >= day.shiftMs === after)
        .flatMap((i) => i.spans);
      return new Set(
        half
          .filter((s) => s.attributes["recount.feature"] === feature)
          .flatMap((s) => s.attributes[name] ?? []),
      );
    };
    expect([...valuesIn("gen_ai.request.model", "refund-assistant", false)]).toEqual(["gpt-4o"]);
    expect([...valuesIn("gen_ai.request.model", "refund-assistant", true)]).toEqual(["gpt-5-mini"]);
    expect([...valuesIn("recount.prompt.version", "booking", false)]).toEqual(["7"]);
    expect([...valuesIn("recount.prompt.version", "booking", true)]).toEqual(["8"]);
    expect(new Set(interactions.map((i) => i.release))).toEqual(new Set(["2.3.1", "2.4.0"]));
  });

  test("few users make most of the traffic", () => {
    const perUser = new Map<unknown, number>();
    for (const {
      spans: [first],
    } of interactions) {
      const user = first?.attributes["user.id"];
      if (user) perUser.set(user, (perUser.get(user) ?? 0) + 1);
    }
    const counts = [...perUser.values()].toSorted((a, b) => b - a);
    const total = counts.reduce((sum, count) => sum + count, 0);
    expect(counts.slice(0, 20).reduce((sum, count) => sum + count, 0) / total).toBeGreaterThan(0.35);
    expect(counts.length).toBeGreaterThan(100);
  });
});

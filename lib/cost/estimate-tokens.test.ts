import { expect, it } from "vitest";

import { modelSpan } from "@/lib/model/testing";
import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { tokenEstimator } from "./estimate-tokens";

const call = (input: string | null, output: string | null) => ({
  ...modelSpan({
    input: input === null ? null : [{ role: "user", content: input }],
    output: output === null ? null : [{ role: "assistant", content: output }],
  }),
  kind: "llm" as const,
});

it("counts what was said, and nothing when one side is missing", () => {
  expect(tokenEstimator()(call("Where is my order?", "On its way."))).toMatchObject({
    inputUncached: 5 + 4 + 3,
    outputText: 4,
    cacheRead: null,
  });
  expect(tokenEstimator()(call("Where is my order?", null))).toBeNull();
  expect(tokenEstimator()(call(null, "On its way."))).toBeNull();
});

it("takes bounded time for any text, and gives up on a request with too many", () => {
  const estimator = tokenEstimator();
  const spentMs = cpuClock();
  const long = estimator(call("a".repeat(1_000_000), "ok"));
  expect(long?.inputUncached).toBeGreaterThan(100_000);
  const answers = Array.from({ length: 100 }, () =>
    estimator(call(`x${Math.random()} `.repeat(5_000), "ok")),
  );
  expect(answers.filter((answer) => answer !== null).length).toBeLessThan(10);
  // Generous for a busy machine; without the cuts the first text alone takes minutes.
  expect(spentMs()).toBeLessThan(5_000);
});

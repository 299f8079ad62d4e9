import { createLoader } from "nuqs/server";
import { expect, it } from "vitest";

import { listParams } from "@/components/trace-list/search-params";

import { boundWords, observedWords, tracesHref } from "./trace-links";

const scope = {
  from: "2026-03-10T00:00:00.000Z",
  to: "2026-03-11T00:00:00.000Z",
  filters: { environment: ["production"], model: ["m"], feature: ["a b", "c"] },
};
/** What the list makes of a link. */
const load = createLoader(listParams);
const asked = (href: string) => load(new URLSearchParams(href.split("?")[1]));

it("an interaction's link asks for the call that answered, a call's for any call", () => {
  const href = tracesHref("p", scope, "traces");
  expect(href.startsWith("/p/p/traces?")).toBe(true);
  expect(asked(href)).toMatchObject({
    from: new Date(scope.from),
    to: new Date(scope.to),
    env: "production",
    answer_model: ["m"],
    feature: ["a b", "c"],
  });
  expect(asked(tracesHref("p", scope, "calls"))).toMatchObject({ model: ["m"], answer_model: [] });
});

it("what a link says of a word takes the place of the page's filter", () => {
  expect(asked(tracesHref("p", scope, "traces", { feature: "a b" }))).toMatchObject({ feature: ["a b"] });
});

it("a box's edges become the list's bounds, to the nanosecond and without exponents", () => {
  expect(boundWords("interaction_latency", { overMs: 812.4000004, upToMs: 2000.5 })).toEqual({
    min_duration_ms: "812.400001",
    max_duration_ms: "2000.5",
  });
  expect(boundWords("ttft", { overMs: 0, upToMs: 0.0000123 })).toEqual({ max_call_ttft_ms: "0.000012" });
  expect(boundWords("model_latency", { overMs: 5 })).toEqual({ min_call_ms: "5.000001" });
});

it("a first token's traces are those that have one", () => {
  expect(asked(tracesHref("p", scope, "traces", observedWords("trace_ttft")))).toMatchObject({
    min_ttft_ms: "0",
  });
  expect(observedWords("interaction_latency")).toEqual({});
});

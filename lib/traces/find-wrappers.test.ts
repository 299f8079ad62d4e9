import { describe, expect, it } from "vitest";

import type { SpanKind } from "@/lib/model/kind";
import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { findWrappers } from "./find-wrappers";
import type { StoredSpan } from "./span-row";

const span = (
  id: string,
  parent: string | null,
  kind: SpanKind,
  more: { derived?: SpanKind; response?: string; repeats?: string; elsewhere?: string } = {},
): StoredSpan =>
  ({
    span_id: id,
    parent_span_id: parent,
    kind,
    derived_kind: more.derived ?? null,
    response_id: more.response ?? null,
    derived_call_id: more.repeats ?? null,
    derived_call_trace_id: more.elsewhere ?? null,
  }) as unknown as StoredSpan;
const wrapper = (
  id: string,
  parent: string | null,
  more: { response?: string; repeats?: string; elsewhere?: string } = {},
) => span(id, parent, "llm", { ...more, derived: "workflow" });
const call = (id: string, parent: string | null, more: { response?: string } = {}) =>
  span(id, parent, "llm", more);
const found = (spans: StoredSpan[]) => Object.fromEntries(findWrappers(spans));

describe("wrappers of a call", () => {
  it("are those above it, innermost first, then those within, then twins", () => {
    expect(
      found([
        wrapper("outer", null),
        wrapper("inner", "outer"),
        span("step", "inner", "other"),
        call("call", "step", { response: "r" }),
        wrapper("within", "call"),
        wrapper("twin", "step", { response: "r" }),
      ]),
    ).toEqual({ call: ["inner", "outer", "within", "twin"] });
  });

  it("are twins beside it that know no response id, as the trace decided; none of another trace", () => {
    expect(
      found([
        call("call", "step"),
        wrapper("twin", "step", { repeats: "call" }),
        wrapper("witness", "step", { repeats: "call", elsewhere: "t2" }),
      ]),
    ).toEqual({ call: ["twin"] });
  });

  it("are none that stand around several calls, nor any beyond another actor", () => {
    expect(found([wrapper("loop", null), call("a", "loop"), call("b", "loop")])).toEqual({});
    expect(found([wrapper("outer", null), span("tool", "outer", "tool"), call("a", "tool")])).toEqual({});
    expect(
      found([wrapper("outer", null), wrapper("own", "outer"), call("a", "own"), call("b", "outer")]),
    ).toEqual({ a: ["own"] });
  });

  it("are found in rings of parents, and among spans that are their own", () => {
    expect(found([wrapper("a", "b"), wrapper("b", "a"), call("c", "a")])).toEqual({ c: ["a", "b"] });
    expect(found([call("a", "a"), wrapper("b", "b")])).toEqual({});
  });

  it("are found in bounded time in a deep chain and in a deep comb", () => {
    const N = 20_000;
    const chain = Array.from({ length: N }, (_, i) => wrapper(`${i}`, i ? `${i - 1}` : null));
    const spentMs = cpuClock();
    expect(found([...chain, call("c", `${N - 1}`)])["c"]).toHaveLength(N);
    const comb = chain.flatMap((spine, i) => [spine, call(`c${i}`, `${i}`)]);
    expect(found(comb)).toEqual({ [`c${N - 1}`]: [`${N - 1}`] });
    const plain = chain.flatMap((_, i) => [
      span(`${i}`, i ? `${i - 1}` : null, "workflow"),
      call(`c${i}`, `${i}`),
    ]);
    expect(found(plain)).toEqual({});
    expect(spentMs()).toBeLessThan(4000);
  });
});

import { describe, expect, it } from "vitest";

import type { SpanFacts } from "./facts";
import { resolveTrace } from "./resolve-trace";
import { span } from "./testing";

const ID = "10";
const tool = (id: string, atMs: number, ms: number, said: Partial<SpanFacts> = {}): SpanFacts =>
  span(id, { parentSpanId: "root", kind: "tool", at: atMs * 1000, ms, ...said });
const resolve = (...spans: SpanFacts[]) =>
  resolveTrace([span("root", { kind: "agent", ms: 60_000 }), ...spans], []);
const modeOf = (...spans: SpanFacts[]) => resolve(...spans).trace.toolMode;

describe("how a trace's tools ran", () => {
  it("not at all, alone, one after the other, at once, or both", () => {
    expect(modeOf()).toBe("none");
    expect(modeOf(tool("a", 0, 10))).toBe("single");
    expect(modeOf(tool("a", 0, 10), tool("b", 10, 10))).toBe("sequential");
    expect(modeOf(tool("a", 0, 10), tool("b", 9, 10), tool("c", 18, 10))).toBe("parallel");
    expect(modeOf(tool("a", 0, 10), tool("b", 5, 10), tool("c", 20, 10))).toBe("mixed");
  });
  it("a run that two libraries tell of, one within the other, is one run with what either says", () => {
    const both = [
      tool("a", 0, 10, { inputRef: ID, resultRef: ID }),
      tool("a1", 1, 8, { parentSpanId: "a".padStart(16, "0") }),
    ];
    expect(modeOf(...both)).toBe("single");
    expect(resolve(...both, tool("b", 20, 10)).sequentialTools).toMatchObject([
      { startNs: 1e6, endNs: 9e6, argumentsRef: ID, resultRef: ID },
      { startNs: 20e6, argumentsRef: null },
    ]);
  });
  it("of an agent used as a tool, the tools that it runs", () => {
    const inner = (id: string, at: number) => tool(id, at, 5, { parentSpanId: "a".padStart(16, "0") });
    expect(modeOf(tool("a", 0, 20), inner("a1", 1), inner("a2", 10))).toBe("sequential");
  });
  it("there is something to tell only of tools one after the other", () => {
    const told = (...spans: SpanFacts[]) => {
      const { trace, sequentialTools } = resolve(...spans);
      return [trace.parallelSavingNs, sequentialTools.length];
    };
    expect(told(tool("a", 0, 10))).toEqual([null, 0]);
    expect(told(tool("a", 0, 10), tool("b", 0, 10))).toEqual([0, 0]);
    expect(told(tool("a", 0, 10), tool("b", 10, 10))).toEqual([0, 2]);
  });
});

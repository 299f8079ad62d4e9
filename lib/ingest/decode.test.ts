import { describe, expect, it } from "vitest";

import { decodeCase, differences, wireCases } from "./wire-case.testing";
import type { WireCase } from "./wire-case.testing";

const CLIENTS = [
  "otel-manual-genai",
  "otel-instrumentation-openai",
  "openinference-openai",
  "openinference-anthropic",
  "openinference-langchain",
  "openinference-openai-agents",
  "logfire",
  "vercel-ai-5",
  "vercel-ai-6",
  "vercel-ai-7",
  "traceloop",
  "openlit",
  "langfuse-otel",
  "langfuse-v3",
  "langsmith",
];
/** Doors of OpenTelemetry, and Langfuse's. */
const isRead = (one: WireCase) =>
  one.meta.requests.every(
    (request) => request.file === null || /v1\/(?:traces|logs|metrics)\/?$|\/ingestion$/.test(request.path),
  );
const cases = wireCases(CLIENTS)?.filter(isRead) ?? null;

describe("what real clients sent is decoded to what their programs did", () => {
  if (cases === null)
    it("recorded requests are absent: set RECOUNT_FIXTURES to the folder that holds fixtures/wire", () =>
      expect(cases).toBeNull());
  for (const one of cases ?? [])
    it(one.name, () => {
      const decoded = decodeCase(one);
      expect(decoded.rejected).toBe(0);
      expect(differences(one, decoded)).toEqual([]);
    });
});

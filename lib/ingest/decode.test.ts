import { describe, expect, it } from "vitest";

import { decodeCase, differences, wireCases } from "./wire-case.testing";

const CLIENTS = ["otel-manual-genai", "otel-instrumentation-openai", "openinference-openai", "openinference-anthropic", "openinference-langchain", "openinference-openai-agents", "logfire"];
const cases = wireCases(CLIENTS);

describe("what real clients sent is decoded to what their programs did", () => {
  if (cases === null) it("recorded requests are absent: set RECOUNT_FIXTURES to the folder that holds fixtures/wire", () => expect(cases).toBeNull());
  for (const one of cases ?? [])
    it(one.name, () => {
      const decoded = decodeCase(one);
      expect(decoded.rejected).toBe(0);
      expect(differences(one, decoded)).toEqual([]);
    });
});

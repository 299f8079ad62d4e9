import { expect, it } from "vitest";

import { fileNameOf } from "./download";

it.each([
  ["p95 time to first token by model", "p95-time-to-first-token-by-model"],
  ["  Cost (US$), by hour? ", "cost-us-by-hour"],
  ["費用", "chart"],
  ["", "chart"],
])("a chart that asks %j is saved as %s", (question, name) => expect(fileNameOf(question)).toBe(name));

import { expect, it } from "vitest";

import { shownName } from "./shown-name";

it("a step is called what its client called it, without the operation", () => {
  expect(shownName("invoke_agent OrderAgent")).toBe("OrderAgent");
  expect(shownName("execute_tool get order")).toBe("get order");
});

it("a name that is nothing but an operation, or holds its word elsewhere, stays", () => {
  expect(shownName("invoke_agent")).toBe("invoke_agent");
  expect(shownName("invoke_agent ")).toBe("invoke_agent ");
  expect(shownName("my invoke_agent x")).toBe("my invoke_agent x");
});

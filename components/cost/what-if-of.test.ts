import { expect, it } from "vitest";

import { whatIfOf } from "./what-if-of";

const form = (said: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(said)) data.set(name, value);
  return data;
};
const NOTHING = { traffic: null, swap: null, swap_to: null, cached: null };

it.each([
  ["the traffic as it is", { traffic: "1", swap_to: "", cached: " " }, "", NOTHING],
  ["twice the traffic", { traffic: " 2 " }, "", { ...NOTHING, traffic: "2" }],
  ["more in the cache", { traffic: "1", cached: "80" }, "", { ...NOTHING, cached: "80" }],
  ["a model for another", { swap_to: "small " }, "large", { ...NOTHING, swap: "large", swap_to: "small" }],
  ["a model for none", { swap_to: "" }, "large", NOTHING],
  ["no model for another", { swap_to: "small" }, "", NOTHING],
])("%s is imagined", (_, said, swap, asked) => expect(whatIfOf(form(said), swap)).toEqual(asked));

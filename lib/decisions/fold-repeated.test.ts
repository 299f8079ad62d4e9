import { expect, it } from "vitest";

import { foldRepeated } from "./fold-repeated";

it("tells what is said to the letter and judged the same once, at its first place", () => {
  const told = [
    { text: "It takes 7 days.", state: "ghost", start: 0 },
    { text: "It costs 5 EUR.", state: "done", start: 20 },
    { text: "It takes 7 days.", state: "ghost", start: 40 },
    { text: "It takes 7 days.", state: "done", start: 60 },
  ];
  expect(foldRepeated(told, ({ state }) => state)).toEqual([
    { ...told[0], times: 2 },
    { ...told[1], times: 1 },
    { ...told[3], times: 1 },
  ]);
});

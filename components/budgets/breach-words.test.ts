import { expect, it } from "vitest";

import { causesText, toldText } from "./breach-words";

it("who spent most is said with the amounts", () => {
  const none = { feature: [], user: [], model: [] };
  expect(causesText(null)).toBe("being looked up");
  expect(causesText(none as never)).toBe("–");
  expect(
    causesText({
      ...none,
      feature: [{ value: "support", usd: "2" }],
      model: [{ value: "m", usd: "1" }],
    } as never),
  ).toMatch(/^feature support \$2\.00, model m \$1\.00$/);
});

it("whether those who should be told of it were", () => {
  expect(toldText({ actions: ["deny"], told: 0, toTell: 0 })).toBe("not asked to");
  expect(toldText({ actions: ["notify"], told: 0, toTell: 0 })).toBe("no channel");
  expect(toldText({ actions: ["notify"], told: 2, toTell: 2 })).toBe("2 of 2");
  expect(toldText({ actions: ["notify"], told: 1, toTell: 2 })).toMatch(/^1 of 2, see/);
});

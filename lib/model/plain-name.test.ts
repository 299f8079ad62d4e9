import { expect, it } from "vitest";

import { plainName } from "./plain-name";

it.each([
  ["checkout", "checkout"],
  ["  checkout\n", "checkout"],
  ["check\u200bout\ufeff", "checkout"],
  ["caf\u0065\u0301", "caf\u00e9"],
  ["two words", "two words"],
  ["\u200dcheckout\u200c", "checkout"],
  ["می\u200cخواهم", "می\u200cخواهم"],
  ["👩\u200d💻", "👩\u200d💻"],
  [" \u200b ", null],
  ["", null],
  [null, null],
])("%j is the name %j", (text, name) => {
  expect(plainName(text)).toBe(name);
});

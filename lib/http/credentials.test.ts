import { expect, it } from "vitest";

import { apiKeyOf } from "./credentials";

const key = "rk_0123456789";
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

it.each([
  ["Bearer", { authorization: `Bearer ${key}` }],
  ["bearer in lower case", { authorization: `bearer ${key}` }],
  ["no scheme", { authorization: key }],
  ["Basic, as password", { authorization: basic(`pk-public:${key}`) }],
  ["Basic, as user", { authorization: basic(`${key}:`) }],
  [
    "Bearer as written in a variable, which some exporters do not decode",
    { authorization: `Bearer%20${key}` },
  ],
  ["x-api-key", { "x-api-key": key }],
  ["api-key", { "api-key": key }],
  ["api_key", { api_key: key }],
])("takes the key from %s", (_form, headers) => {
  expect(apiKeyOf(new Headers(headers as Record<string, string>))).toBe(key);
});

it("finds none where there is none", () => {
  expect(apiKeyOf(new Headers())).toBeNull();
});

import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** `return`: where to go afterwards. `reason`: why one is here. `error`, `why`: what the sign-in library answered. */
export const loadSignInParams = createLoader({
  return: parseAsString,
  reason: parseAsStringLiteral(["expired", "signed-out", "password-changed"]),
  error: parseAsString,
  why: parseAsString,
  callbackUrl: parseAsString,
});

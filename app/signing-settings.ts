import type { SigningSettings } from "@/lib/seals/signing-keys";

import { store } from "./store";

/** Where the key comes from that files of evidence are signed with. */
export function signingSettings(): SigningSettings {
  const { signingKey, secret } = store().env;
  return { key: signingKey, secret };
}

import type { ProviderSettings } from "@/lib/providers/connect-provider";

import { store } from "./store";

/** What the instance's settings say of asking model providers. */
export function providerSettings(): ProviderSettings {
  const { secret, privateWebhooks } = store().env;
  return { secret, allowPrivate: privateWebhooks };
}

import { cookies } from "next/headers";

import { ZONE_COOKIE } from "@/components/shell/zone-script";
import { knownZone } from "@/lib/time/known-zone";

/**
 * The IANA zone in which a page's days and hours begin: what the address says, else the browser's own as of its last page, else
 * UTC. `const zone = await viewerZone(view.tz)`.
 * @param asked the word `tz` of the address, validated by its parser
 */
export async function viewerZone(asked: string | null = null): Promise<string> {
  return asked ?? knownZone((await cookies()).get(ZONE_COOKIE)?.value) ?? "UTC";
}

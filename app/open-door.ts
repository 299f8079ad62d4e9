import type { OpenDoor } from "@/lib/ingest/receive";

import { apiContext } from "./context";
import { store } from "./store";

/**
 * Lets a request that sends telemetry in: its key may write, and what it needs is at hand.
 * @throws Failure unauthenticated or forbidden
 */
export async function openDoor(request: Request): Promise<OpenDoor> {
  const { env, ingest } = store();
  return { ctx: await apiContext(request, "ingest"), ingest, maxBodyBytes: env.maxBodyBytes };
}

import { type Env, readEnv } from "@/lib/env";

import { LOCAL_HOST, requireFreePort } from "./port";

/**
 * The settings, and the ports that they name.
 * @throws SettingError, StartError: what a person must put right before anything is built or started
 */
export async function requireSettings(): Promise<Env> {
  const env = readEnv();
  await requireFreePort(env.port, env.host);
  if (env.worker && env.workerPort !== undefined)
    await requireFreePort(env.workerPort, env.host ?? LOCAL_HOST, "RECOUNT_WORKER_PORT");
  return env;
}

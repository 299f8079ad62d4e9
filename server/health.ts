import path from "node:path";

import {
  neededMigration,
  obstacleOfDisk,
  obstacleToStoring,
  obstacleToWork,
  workerState,
} from "@/lib/health/readiness";
import { jsonReply } from "@/lib/http/reply";
import manifest from "@/package.json";

import type { Endpoint } from "./endpoint";
import type { Store } from "./store";

const FRESH = { "cache-control": "no-store" };

export const HEALTH_ENDPOINTS: readonly Endpoint[] = [
  {
    // Says nothing about the database: restarting the server would not bring that back.
    name: "health_live",
    path: /^\/api\/health\/live$/,
    methods: { GET: () => jsonReply({ status: "live" }, 200, FRESH) },
  },
  {
    // A load balancer may send requests here. A worker that is away is told and no reason to send them elsewhere: they would
    // be stored all the same, and figures follow when it is back.
    name: "health_ready",
    path: /^\/api\/health\/ready$/,
    methods: {
      GET: async (_request, store) => {
        const reason = await obstacleTo(store);
        if (reason !== null)
          return jsonReply({ status: "not ready", reason }, 503, { ...FRESH, "retry-after": "2" });
        const worker = await workerState(store.sql);
        return jsonReply({ status: "ready", version: manifest.version, worker }, 200, FRESH);
      },
    },
  },
];

async function obstacleTo({ sql, ingest, env }: Store): Promise<string | null> {
  if (ingest.isFull) return "The ingest queue is full: the database commits more slowly than spans arrive.";
  const obstacle =
    (await obstacleToWork(sql, await neededMigration())) ??
    (await obstacleOfDisk(path.join(env.dataDir, "postgres")));
  if (obstacle !== null || !ingest.cannotStore) return obstacle;
  const still = await obstacleToStoring(sql);
  if (still === null) ingest.canStoreAgain();
  return still;
}

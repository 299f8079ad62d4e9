import { neededMigration, obstacleToWork } from "@/lib/health/readiness";
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
    // A load balancer may send requests here.
    name: "health_ready",
    path: /^\/api\/health\/ready$/,
    methods: {
      GET: async (_request, store) => {
        const reason = await obstacleTo(store);
        return reason === null
          ? jsonReply({ status: "ready", version: manifest.version }, 200, FRESH)
          : jsonReply({ status: "not ready", reason }, 503, { ...FRESH, "retry-after": "2" });
      },
    },
  },
];

async function obstacleTo({ sql, ingest }: Store): Promise<string | null> {
  if (ingest.isFull) return "The ingest queue is full: the database commits more slowly than spans arrive.";
  return obstacleToWork(sql, await neededMigration());
}

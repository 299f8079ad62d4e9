import { store } from "@/app/store";
import { neededMigration, obstacleToWork } from "@/lib/health/readiness";
import manifest from "@/package.json";

export const dynamic = "force-dynamic";
const headers = { "cache-control": "no-store" };

/** Migrated and able to write: a load balancer may send requests here. */
export async function GET(): Promise<Response> {
  const reason = await obstacle();
  if (reason === null) return Response.json({ status: "ready", version: manifest.version }, { headers });
  return Response.json(
    { status: "not ready", reason },
    { status: 503, headers: { ...headers, "retry-after": "2" } },
  );
}

async function obstacle(): Promise<string | null> {
  try {
    return await obstacleToWork(store().sql, await neededMigration());
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

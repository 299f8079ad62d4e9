import type { Querying } from "@/db/client";
import { FLAG } from "@/lib/model/flags";

const NEWEST = 1000;

/** Whether people or the demo sent what a project holds. */
export type Origin = "real" | "mixed" | "simulated";

/**
 * Where the project's newest traces come from. Not "all of them": nothing finds a flag by index, and this is asked for every page and
 * every finding; a thousand rows along traces_by_time take a millisecond.
 */
export async function originOf(
  tx: Querying,
  { id, shardKeys }: { id: number; shardKeys: readonly number[] },
): Promise<Origin> {
  const [row] = await tx<{ some: boolean | null; all: boolean | null }[]>`
    select bool_or(simulated) as some, bool_and(simulated) as all
    from (
      select flags & ${FLAG.simulated} <> 0 as simulated
      from traces
      where project_id = ${id} and shard_key = any(${[...shardKeys]}::int[])
      order by started_at desc
      limit ${NEWEST}
    ) newest`;
  return row?.all ? "simulated" : row?.some ? "mixed" : "real";
}

import type { Tx } from "@/db/client";

/** Hours that wait for their cells beyond which a history is on its way: a baseline of its beginning would be none. */
const ARRIVING_HOURS = 24;

/** Whether a history is on its way, so that baselines wait for it. */
export async function isArriving(tx: Tx, projectId: number): Promise<boolean> {
  const [row] = await tx<{ hours: number }[]>`
    select count(*)::int as hours from signal_marks where project_id = ${projectId}`;
  return (row?.hours ?? 0) > ARRIVING_HOURS;
}

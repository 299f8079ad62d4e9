import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { nanoOfUsd } from "@/lib/money/nano-usd";

/** Exporters send every five seconds as a rule; three times that is left for the span to arrive. */
const EXPORT_S = 15;

/** As with holding: a promise of seconds is not worth waiting for a disk. */
const doNotWait = (tx: Tx) => tx`set local synchronous_commit = off`;

/**
 * The call was made: what it cost, or what was reserved for it, goes on being held until all that was stored by then is
 * counted, so that there is no moment in which it is in neither. Again: changes the amount, not the time.
 * @returns false: there is no such reservation (any more)
 */
export const settleReservation = (
  ctx: Pick<Context, "sql" | "project">,
  id: string,
  { cost_usd, exported }: { cost_usd?: string | undefined; exported: boolean },
): Promise<boolean> =>
  inProject(ctx.sql, ctx.project.id, async (tx) => {
    const nano = cost_usd === undefined ? null : String(nanoOfUsd(cost_usd));
    const settling = tx`
      update budget_holds
      set nano_usd = coalesce(${nano}::bigint, nano_usd),
        release_at = coalesce(release_at, clock_timestamp() + make_interval(secs => ${exported ? 0 : EXPORT_S}))
      where project_id = ${ctx.project.id} and reservation_id = ${id}`;
    const [, settled] = await Promise.all([doNotWait(tx), settling]);
    return settled.count > 0;
  });

/** The call was not made: nothing is held for it any more. @returns false: there is no such reservation (any more) */
export const releaseReservation = (ctx: Pick<Context, "sql" | "project">, id: string): Promise<boolean> =>
  inProject(ctx.sql, ctx.project.id, async (tx) => {
    const releasing = tx`delete from budget_holds where project_id = ${ctx.project.id} and reservation_id = ${id}`;
    const [, released] = await Promise.all([doNotWait(tx), releasing]);
    return released.count > 0;
  });

/** From the first turn's start to the last end, milliseconds; null: no turn has ended. */
export const sessionMs = (session: { started_at: string; ended_at: string | null }): number | null =>
  session.ended_at === null
    ? null
    : Math.max(0, Date.parse(session.ended_at) - Date.parse(session.started_at));

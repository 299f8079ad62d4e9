const DAY_MS = 86_400_000;

/** YYYY-MM-DD */
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/** When the UTC day after this moment begins. */
export const nextUtcDay = (at: Date): Date => new Date((Math.floor(at.getTime() / DAY_MS) + 1) * DAY_MS);

/** Where the journeys' instance hands its mail over, and the journey of notifications takes it. */
export const MAIL_PORT = Number(process.env.RECOUNT_E2E_PORT ?? 4150) + 1;

export const dynamic = "force-dynamic";

/** The process runs. Says nothing about the database: restarting the app would not bring that back. */
export function GET(): Response {
  return Response.json({ status: "live" }, { headers: { "cache-control": "no-store" } });
}

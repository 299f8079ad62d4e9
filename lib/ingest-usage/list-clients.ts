import type { Row } from "@/db/drizzle";
import type { ingestClientHours, ingestClients } from "@/db/schema/ingest-usage";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

import { detectSilence, type Silence } from "./detect-silence";

export interface ListedClient extends Omit<Row<typeof ingestClients>, "projectId" | "apiKeyId"> {
  /** The name of the key it used last. */
  keyName: string | null;
  spans24h: number;
  rejected24h: number;
  /** It sent regularly and has stopped; null: it goes on, or never had a habit. */
  silence: Silence | null;
}

const HOUR_MS = 3_600_000;
/** The habit is read off the day before the last sign of life, which may be a week ago. */
const LOOK_BACK_MS = 8 * 24 * HOUR_MS;

/** Who sends to this project, the latest first, and who has gone silent. At most 200. */
export async function listClients(ctx: Context): Promise<ListedClient[]> {
  requirePermission(ctx, "read_aggregates");
  const now = ctx.now();
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  const { clients, hours } = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const clients = await tx<(Omit<ListedClient, "silence"> & { replaced: boolean })[]>`
        select
          c.id, c.name, c.version, c.instrumentation, c.instrumentation_version as "instrumentationVersion", c.service, c.endpoint,
          c.dialect, k.name as "keyName", c.first_seen_at as "firstSeenAt", c.last_seen_at as "lastSeenAt",
          coalesce(h.spans, 0) as "spans24h", coalesce(h.rejected, 0) as "rejected24h",
          exists (
            select from ingest_clients other
            where other.project_id = c.project_id and other.name = c.name and other.endpoint = c.endpoint
              and other.service is not distinct from c.service and other.instrumentation is not distinct from c.instrumentation
              and other.id <> c.id and other.last_seen_at > c.last_seen_at
          ) as replaced
        from ingest_clients c
        left join api_keys k on k.project_id = c.project_id and k.id = c.api_key_id
        left join lateral (
          select sum(spans)::bigint as spans, sum(rejected)::bigint as rejected
          from ingest_client_hours
          where project_id = c.project_id and client_id = c.id and hour > ${hoursAgo(24)}
        ) h on true
        where c.project_id = ${ctx.project.id}
        order by c.last_seen_at desc, c.id`;
      const hours = await tx<(Row<typeof ingestClientHours, "clientId" | "hour"> & { minutes: string })[]>`
        select client_id as "clientId", hour, minutes::text
        from ingest_client_hours
        where project_id = ${ctx.project.id} and hour > ${new Date(now.getTime() - LOOK_BACK_MS)}`;
      return { clients, hours };
    },
    { readOnly: true },
  );
  const activeOf = new Map<string, { hourMs: number; minutes: bigint }[]>();
  for (const { clientId, hour, minutes } of hours) {
    const list = activeOf.get(clientId) ?? [];
    list.push({ hourMs: Date.parse(hour), minutes: BigInt(minutes) });
    activeOf.set(clientId, list);
  }
  return clients.map(({ replaced, ...client }) => ({
    ...client,
    // Another version of the same in its place is no silence.
    silence: replaced
      ? null
      : detectSilence(activeOf.get(client.id) ?? [], Date.parse(client.lastSeenAt), now.getTime()),
  }));
}

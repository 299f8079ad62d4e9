import { LRUCache } from "lru-cache";
import type { Sql } from "postgres";

import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { apiKeyOf } from "@/lib/http/credentials";
import type { IngestLimits } from "@/lib/auth/ingest-limits";
import type { HeaderReader } from "@/lib/http/incoming";

import { hashApiKey } from "./api-key";
import type { ApiKeyScope } from "./api-key-scopes";

type Identity = Pick<Context, "project" | "actor"> & { actor: { kind: "api_key" } };

/** Whose key it is, whether or not it still works, and what it may send. */
export interface KeyHolder {
  identity: Identity;
  /** False: revoked or expired. */
  usable: boolean;
  projectId: number;
  apiKeyId: number;
  limits: IngestLimits;
  /** The UTC day of the database, and the spans that the project sent in it so far. */
  today: string;
  spansToday: number;
}

/** A key's answer is remembered for a few seconds: revoking takes effect within them, ingest does not ask for every request. */
const REMEMBER_MS = 5_000;
const USED_EVERY_MS = 60_000;

export class KeyRing {
  private readonly known = new LRUCache<string, { holder: KeyHolder | null }>({
    max: 10_000,
    ttl: REMEMBER_MS,
  });
  private readonly usedAt = new LRUCache<number, number>({ max: 10_000 });

  constructor(private readonly sql: Sql) {}

  /**
   * Who sends this request.
   * @throws Failure unauthenticated (no key, unknown, revoked or expired), forbidden (the key lacks the scope)
   */
  async authenticate(headers: HeaderReader, scope: ApiKeyScope): Promise<Identity> {
    return this.allow(await this.holderOf(headers), scope);
  }

  /**
   * Whose key this request carries.
   * @throws Failure unauthenticated when it carries none, or one that was never made
   */
  async holderOf(headers: HeaderReader): Promise<KeyHolder> {
    const key = apiKeyOf(headers);
    if (key === null || key === "") {
      throw new Failure(
        "unauthenticated",
        "No API key: send the header `Authorization: Bearer <key>` (or x-api-key).",
      );
    }
    const hash = hashApiKey(key);
    const cacheKey = hash.toString("hex");
    let entry = this.known.get(cacheKey);
    if (!entry) {
      entry = { holder: await this.lookUp(hash) };
      this.known.set(cacheKey, entry);
    }
    return entry.holder ?? refuseKey();
  }

  /** @throws Failure unauthenticated (revoked or expired), forbidden (the key lacks the scope) */
  allow({ usable, identity }: KeyHolder, scope: ApiKeyScope): Identity {
    if (!usable) refuseKey();
    const { scopes } = identity.actor as Extract<Context["actor"], { kind: "api_key" }>;
    if (!scopes.includes(scope) && !scopes.includes("admin")) {
      throw new Failure("forbidden", `This API key lacks the scope "${scope}"; it has ${scopes.join(", ")}.`);
    }
    this.noteUse(identity);
    return identity;
  }

  private async lookUp(hash: Buffer): Promise<KeyHolder | null> {
    const [row] = await this.sql<
      {
        api_key_id: number;
        project_id: number;
        project_slug: string;
        shard_keys: number[];
        retention_days: number;
        scopes: string[];
        name: string;
        usable: boolean;
        max_spans_per_second: number | null;
        max_requests_per_second: number | null;
        daily_span_quota: number | null;
        today: string;
        spans_today: number;
      }[]
    >`select * from identify_api_key(${hash})`;
    if (!row) return null;
    return {
      identity: {
        project: {
          id: row.project_id,
          slug: row.project_slug,
          shardKeys: row.shard_keys,
          retentionDays: row.retention_days,
        },
        actor: { kind: "api_key", id: row.api_key_id, name: row.name, scopes: row.scopes },
      } as Identity,
      usable: row.usable,
      projectId: row.project_id,
      apiKeyId: row.api_key_id,
      limits: {
        maxSpansPerSecond: row.max_spans_per_second,
        maxRequestsPerSecond: row.max_requests_per_second,
        dailySpanQuota: row.daily_span_quota,
      },
      today: row.today,
      spansToday: row.spans_today,
    };
  }

  /** Last use, to the minute, and never in the way of the request. */
  private noteUse(identity: Identity): void {
    const { id } = identity.actor as Extract<Context["actor"], { kind: "api_key" }>;
    const now = Date.now();
    if (now - (this.usedAt.get(id) ?? 0) < USED_EVERY_MS) return;
    this.usedAt.set(id, now);
    void this.sql
      .begin(async (tx) => {
        await tx.unsafe(`set local app.project_id = '${identity.project.id}'`);
        await tx`update api_keys set last_used_at = now() where project_id = ${identity.project.id} and id = ${id}`;
      })
      .catch(() => this.usedAt.delete(id));
  }
}

/** The same for a key that never was: whoever tries keys learns nothing. */
function refuseKey(): never {
  throw new Failure(
    "unauthenticated",
    "This API key is unknown, revoked or expired; make one under Settings, API keys.",
  );
}

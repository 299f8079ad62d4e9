import type { Sql } from "postgres";

/** A person's role in a project. */
export const ROLES = ["engineer", "manager", "compliance", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a person signed in, an API key, or the system itself. */
export type Actor =
  | { kind: "user"; id: number; name: string; role: Role }
  | { kind: "api_key"; id: number; name: string; scopes: readonly string[] }
  | { kind: "system"; name: string };

export interface ProjectRef {
  id: number;
  slug: string;
  /** Shards that hold this project's telemetry. */
  shardKeys: readonly number[];
  retentionDays: number;
}

/** Where what was asked for goes. `page`: the console and its own requests. `replay`: answers to calls from a recording. */
export const SURFACES = ["page", "api", "export", "share", "replay"] as const;
export type Surface = (typeof SURFACES)[number];

/** By which way somebody asks; the audit log keeps it. */
export interface Via {
  surface: Surface;
  /** Path of the request, without its query. */
  route: string;
  /** Network address; null: not known. */
  address: string | null;
  /** Why, where they said so. */
  reason: string | null;
}

/**
 * Everything a question or a verb needs and may not fetch from the air: connection (as role recount_app), project, who asks,
 * the clock. Made by `app/context.ts`, by scripts and by tests.
 */
export interface Context {
  sql: Sql;
  project: ProjectRef;
  actor: Actor;
  now: () => Date;
  /** Absent: no request, as in scripts and jobs. */
  via?: Via;
}

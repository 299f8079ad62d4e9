import { z } from "zod";

import { SURFACES } from "@/lib/context";

export const AUDIT_KINDS = ["change", "read", "export", "sign_in"] as const;
export const ACTOR_KINDS = ["user", "api_key", "system"] as const;

/** One row of the audit log in the words of the public API. */
export const auditEntrySchema = z.object({
  id: z.string().meta({ description: "Of an older row it is lower; numbers may be missing." }),
  at: z.string(),
  kind: z.enum(AUDIT_KINDS),
  action: z.string().meta({ description: "noun.verb: `member.invited`, `trace.read`." }),
  actor: z.object({
    kind: z.enum(ACTOR_KINDS),
    id: z.number().nullable().meta({ description: "Of the person or the key; null: the system." }),
    name: z.string().meta({ description: "As it was then." }),
  }),
  target: z.string().nullable().meta({ description: "What it was done to, where that is no trace." }),
  trace_ids: z.array(z.string()).meta({ description: "Traces of which something was read or changed." }),
  surface: z.enum(SURFACES).nullable().meta({
    description:
      "`page`: the console, `export`: a file, `share`: a trace as a file, `replay`: calls answered from a recording. Null: not known, or no request.",
  }),
  route: z.string().nullable().meta({ description: "Path of the request." }),
  address: z.string().nullable().meta({ description: "Network address that asked." }),
  reason: z
    .string()
    .nullable()
    .meta({ description: "As whoever asked gave it in the header Recount-Reason." }),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntryDocument = z.output<typeof auditEntrySchema>;

/** "user:17", "api_key:3", "system". */
const ACTOR = /^(?:(user|api_key):(\d{1,9})|(system))$/;
const time = z.iso.datetime({ offset: true, error: "must be a time as 2026-01-31T08:00:00Z" });
const LIMIT = "must be a whole number from 1 to 500";

export const auditQuerySchema = z.object({
  from: time.optional().meta({ description: "The first moment." }),
  to: time.optional().meta({ description: "The moment after the last." }),
  kind: z
    .array(z.enum(AUDIT_KINDS, { error: `must be ${AUDIT_KINDS.join(", ")}` }))
    .default([])
    .meta({ description: "Any of these." }),
  action: z
    .string()
    .max(100)
    .regex(/^[a-z_.]+$/, { error: "must be like trace.read, or the beginning of it" })
    .optional()
    .meta({ description: "The action, or the beginning of it: `member.`." }),
  actor: z
    .string()
    .regex(ACTOR, { error: "must be user:ID, api_key:ID or system" })
    .optional()
    .meta({ description: "`user:17`, `api_key:3` or `system`." }),
  target: z
    .string()
    .max(500)
    .optional()
    .meta({ description: "A trace id, or exactly what a row names: an address, a key's prefix, a session." }),
  address: z.string().max(100).optional().meta({ description: "Network address that asked." }),
  surface: z
    .array(z.enum(SURFACES, { error: `must be ${SURFACES.join(", ")}` }))
    .default([])
    .meta({ description: "Any of these." }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, { error: LIMIT })
    .transform(Number)
    .pipe(z.number().min(1, { error: LIMIT }).max(500, { error: LIMIT }))
    .optional()
    .meta({ description: "Rows a page, 100 unless told." }),
  cursor: z.string().max(200).optional().meta({ description: "`next_cursor` of the page before." }),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;

/** What an actor filter names. */
export function actorOf(text: string): { kind: (typeof ACTOR_KINDS)[number]; id: number | null } {
  const [, kind, id] = ACTOR.exec(text) ?? [];
  return kind === undefined || id === undefined
    ? { kind: "system", id: null }
    : { kind: kind as "user" | "api_key", id: Number(id) };
}

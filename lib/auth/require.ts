import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";

import { may, type Permission } from "./roles";

const DEEDS: Record<Permission, string> = {
  read_aggregates: "see this project's figures",
  read_content: "read what was said in traces",
  edit_project: "change this project",
  edit_prices: "change prices or what calls of the past cost",
  edit_objectives: "set latency objectives",
  edit_budgets: "change budgets",
  edit_incidents: "change incidents",
  edit_monitors: "change monitors",
  edit_prompts: "write notes on prompt versions",
  edit_decisions: "say which traces are decisions",
  write_comments: "comment on traces and score them",
  edit_views: "change views of the project",
  run_calls: "run recorded calls again",
  erase_content: "erase what was said in traces",
  manage_members: "manage members",
  manage_keys: "manage API keys",
  read_audit: "read the audit log",
  make_evidence: "make files of evidence: that takes the role compliance",
};

/**
 * The permission check at the top of every verb.
 * @throws Failure forbidden, with a sentence that says who may
 */
export function requirePermission(ctx: Pick<Context, "actor">, permission: Permission): void {
  if (!may(ctx.actor, permission)) throw new Failure("forbidden", whyNot(ctx.actor, permission));
}

/** Keys need it, or `admin`. */
const SCOPES: Partial<Record<Permission, string>> = { run_calls: "run", read_audit: "audit" };

/** Why this actor may not, in a sentence for them. */
export function whyNot(actor: Context["actor"], permission: Permission): string {
  const who = actor.kind === "user" ? `Your role, ${actor.role}, does not let you` : "This API key may not";
  const ask =
    actor.kind === "user"
      ? "; ask an admin of the project."
      : `; it needs the scope ${SCOPES[permission] ?? "admin"}.`;
  return `${who} ${DEEDS[permission]}${ask}`;
}

import type { Actor, Role } from "@/lib/context";

/** What may be done, in the words of the permission table in docs/security.md. */
export type Permission =
  | "read_aggregates"
  | "read_content"
  | "edit_project"
  | "edit_prices"
  | "edit_objectives"
  | "edit_budgets"
  | "edit_incidents"
  | "edit_monitors"
  | "edit_prompts"
  | "edit_decisions"
  | "write_comments"
  | "edit_views"
  | "run_calls"
  | "erase_content"
  | "manage_members"
  | "manage_keys"
  | "read_audit"
  | "make_evidence";

const ALLOWED: Record<Permission, readonly Role[]> = {
  read_aggregates: ["engineer", "manager", "compliance", "admin"],
  // Managers see what things cost, not what was said.
  read_content: ["engineer", "compliance", "admin"],
  edit_project: ["admin"],
  edit_prices: ["admin"],
  edit_objectives: ["engineer", "admin"],
  edit_budgets: ["engineer", "manager", "admin"],
  edit_incidents: ["engineer", "admin"],
  edit_monitors: ["engineer", "admin"],
  edit_prompts: ["engineer", "admin"],
  // Which traces count as decisions is what an audit is about.
  edit_decisions: ["compliance", "admin"],
  write_comments: ["engineer", "admin"],
  edit_views: ["engineer", "admin"],
  // It spends money and sends what was said to a provider: for those who may read it and change things.
  run_calls: ["engineer", "admin"],
  erase_content: ["admin"],
  manage_members: ["admin"],
  manage_keys: ["admin"],
  read_audit: ["compliance", "admin"],
  make_evidence: ["compliance"],
};

/** Whether this actor may: people by role, API keys by scope (`admin` does all), the system always. */
export function may(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "system") return true;
  if (actor.kind === "user") return ALLOWED[permission].includes(actor.role);
  if (actor.scopes.includes("admin")) return true;
  if (permission === "read_audit") return actor.scopes.includes("audit");
  const runs = actor.scopes.includes("run");
  if (permission === "run_calls") return runs;
  // Whoever runs recorded calls gets to know what was recorded.
  return (
    (runs || actor.scopes.includes("read")) &&
    (permission === "read_aggregates" || permission === "read_content")
  );
}

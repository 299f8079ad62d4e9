import { expect, it } from "vitest";

import type { Role } from "@/lib/context";

import { whyNot } from "./require";
import { may, type Permission } from "./roles";

const ROLES: Role[] = ["engineer", "manager", "compliance", "admin"];

/** As docs/security.md has it: who may, in the order of ROLES; and whether a key that reads may. */
const TABLE: Record<Permission, [who: string, reads: boolean]> = {
  read_aggregates: ["engineer manager compliance admin", true],
  read_content: ["engineer compliance admin", true],
  edit_project: ["admin", false],
  edit_prices: ["admin", false],
  edit_objectives: ["engineer admin", false],
  edit_budgets: ["engineer manager admin", false],
  edit_incidents: ["engineer admin", false],
  edit_monitors: ["engineer admin", false],
  edit_prompts: ["engineer admin", false],
  edit_decisions: ["compliance admin", false],
  write_comments: ["engineer admin", false],
  edit_views: ["engineer admin", false],
  run_calls: ["engineer admin", false],
  erase_content: ["admin", false],
  manage_members: ["admin", false],
  manage_keys: ["admin", false],
  read_audit: ["compliance admin", false],
  make_evidence: ["compliance", false],
};
const key = (...scopes: ("ingest" | "budgets" | "read" | "admin")[]) =>
  ({ kind: "api_key", id: 1, name: "k", scopes }) as const;

it.each(Object.entries(TABLE) as [Permission, [string, boolean]][])(
  "who may %s",
  (permission, [who, reads]) => {
    const allowed = ROLES.filter((role) => may({ kind: "user", id: 1, name: "n", role }, permission));
    expect(allowed.join(" ")).toBe(who);
    expect(may(key("read"), permission)).toBe(reads);
    expect(may(key("ingest", "budgets"), permission)).toBe(false);
    expect(may(key("admin"), permission)).toBe(true);
    expect(may({ kind: "system", name: "s" }, permission)).toBe(true);
  },
);

it("who may not is told whom to ask", () => {
  const manager = { kind: "user", id: 1, name: "n", role: "manager" } as const;
  expect(whyNot(manager, "read_content")).toMatch(/role, manager, .*read what was said.*ask an admin/);
  expect(whyNot(key("read"), "manage_keys")).toMatch(/key may not manage API keys; it needs the scope admin/);
});

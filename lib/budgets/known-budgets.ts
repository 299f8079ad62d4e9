import { LRUCache } from "lru-cache";

import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";

import type { Budget } from "./budget";
import { readBudgets } from "./read-budgets";

/** A change of a budget is in force in every server process within this time. */
const FRESH_MS = 1_000;

/** What the budgets of the projects that ask are: read at most once a second each, not once a question. Their sums are not kept. */
export class KnownBudgets {
  private readonly kept = new LRUCache<number, { readAt: number; budgets: Promise<Budget[]> }>({
    max: 10_000,
  });

  constructor(private readonly sql: Sql) {}

  of(projectId: number, now = new Date()): Promise<Budget[]> {
    const kept = this.kept.get(projectId);
    if (kept && performance.now() - kept.readAt < FRESH_MS) return kept.budgets;
    const budgets = inProject(this.sql, projectId, (tx) => readBudgets(tx, projectId, now), {
      readOnly: true,
    });
    const entry = { readAt: performance.now(), budgets };
    this.kept.set(projectId, entry);
    budgets.catch(() => this.kept.get(projectId) === entry && this.kept.delete(projectId));
    return budgets;
  }
}

import type { Tx } from "@/db/client";

import { type DecisionRule, RuleInput } from "./rule";

/** How a project's traces become decisions. */
export interface DecisionSettings {
  hashSubjects: boolean;
  rules: DecisionRule[];
}

interface RuleRow {
  projectId: number;
  id: number;
  name: string;
  feature: string | null;
  tool: string | null;
  outputContains: string | null;
  subject: unknown;
  outcome: unknown;
}

export async function readSettings(tx: Tx, projectId: number): Promise<DecisionSettings> {
  const [rules, [settings]] = await Promise.all([
    tx<RuleRow[]>`
      select project_id as "projectId", id, name, feature, tool, output_contains as "outputContains", subject, outcome
      from decision_rules
      where project_id = ${projectId}
      order by id`,
    tx<
      { hashSubjects: boolean }[]
    >`select hash_subjects as "hashSubjects" from decision_settings where project_id = ${projectId}`,
  ]);
  return {
    hashSubjects: settings?.hashSubjects ?? false,
    rules: rules.map(({ id, outputContains, projectId: _, ...row }) => ({
      id,
      ...RuleInput.parse({ ...row, output_contains: outputContains }),
    })),
  };
}

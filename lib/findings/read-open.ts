import type { Tx } from "@/db/client";

import type { Level, Rule } from "./finding";

export interface OpenFinding<Detail extends object = Record<string, unknown>> {
  id: string;
  ruleId: number;
  series: string;
  key: string;
  level: Level;
  detail: Detail;
}

/** What a rule has established and nothing has ended, of a project; the first found first. */
export const readOpenFindings = <Detail extends object>(
  tx: Tx,
  projectId: number,
  rule: Rule,
): Promise<OpenFinding<Detail>[]> => tx<OpenFinding<Detail>[]>`
  select id::text, rule_id as "ruleId", series, key, level, detail
  from findings
  where project_id = ${projectId} and rule = ${rule} and resolved_at is null
  order by id`;

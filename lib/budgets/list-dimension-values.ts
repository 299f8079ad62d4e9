import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";

/** Words that calls have used, to choose from: at most a hundred of each. */
export interface BudgetValues {
  environment: string[];
  feature: string[];
  model: string[];
  prompt: string[];
}

export async function listDimensionValues(ctx: Context): Promise<BudgetValues> {
  requirePermission(ctx, "read_aggregates");
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<{ word: keyof BudgetValues; value: string }[]>`
      (select distinct 'environment' as word, environment as value from dimensions where project_id = ${ctx.project.id} and environment is not null limit 100)
      union all
      (select distinct 'feature', feature from dimensions where project_id = ${ctx.project.id} and feature is not null limit 100)
      union all
      (select distinct 'model', model from dimensions where project_id = ${ctx.project.id} and model is not null limit 100)
      union all
      (
        select 'prompt', p.name || '@' || coalesce(v.label, v.number::text)
        from prompt_versions v
        join prompts p on p.id = v.prompt_id
        where v.project_id = ${ctx.project.id}
        order by v.first_seen_at desc
        limit 100
      )`,
    { readOnly: true },
  );
  const words: BudgetValues = { environment: [], feature: [], model: [], prompt: [] };
  for (const { word, value } of rows) words[word].push(value);
  for (const word of ["environment", "feature", "model"] as const) words[word].sort();
  return words;
}

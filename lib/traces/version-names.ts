import type { TransactionSql } from "postgres";

import type { Context } from "@/lib/context";

/** Roll-ups' number for versions beyond what a day tells apart (lib/derive/rollup-sql.ts). */
const OTHER_VERSIONS: [string, string] = ["-2", "(other)"];

/** `name@version` by fingerprint (PostgreSQL's signed bigint as text): the name under which a prompt version was seen first. */
export async function versionNames(
  tx: TransactionSql,
  ctx: { project: Pick<Context["project"], "id"> },
): Promise<Map<string, string>> {
  const rows = await tx<{ fingerprint: string; label: string }[]>`
    select distinct on (prompt_versions.fingerprint) prompt_versions.fingerprint::text as fingerprint,
      prompts.name || '@' || coalesce(prompt_versions.label, prompt_versions.number::text) as label
    from prompt_versions
    join prompts on prompts.id = prompt_versions.prompt_id
    where prompt_versions.project_id = ${ctx.project.id}
      and prompts.project_id = ${ctx.project.id}
    order by prompt_versions.fingerprint, prompt_versions.first_seen_at`;
  return new Map([...rows.map((row): [string, string] => [row.fingerprint, row.label]), OTHER_VERSIONS]);
}

import type { ISql, TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";

import type { Fragment } from "./trace-condition";
import { parseFingerprint } from "./fingerprint";

/**
 * Fingerprints of prompt versions: named by fingerprint (16 hex digits), by `name@version`, or by the version alone. The
 * registry is small, so names are looked up inside the statement: an array of its own, not a join, since on several machines
 * the registry lives on the coordinator.
 */
export function fingerprintsSql(sql: ISql, ctx: Context, versions: readonly string[]): Fragment {
  const said = versions.map(parseFingerprint).filter((fingerprint) => fingerprint !== null);
  return sql`(
    ${plainArray(said)}::bigint[] || array(
      select prompt_versions.fingerprint
      from prompt_versions
      join prompts on prompts.id = prompt_versions.prompt_id
      where prompt_versions.project_id = ${ctx.project.id}
        and prompts.project_id = ${ctx.project.id}
        and array[
          prompt_versions.label, prompt_versions.number::text,
          prompts.name || '@' || prompt_versions.label, prompts.name || '@' || prompt_versions.number
        ] && ${textArray(versions)}::text[]))`;
}

/** Traces that used one of these prompt versions. */
export const promptVersionSql = (sql: ISql, ctx: Context, versions: readonly string[]): Fragment =>
  sql`traces.prompt_fingerprints && ${fingerprintsSql(sql, ctx, versions)}`;

/** The fingerprints themselves, as decimal digits. */
export async function fingerprintsOf(
  tx: TransactionSql,
  ctx: Context,
  versions: readonly string[],
): Promise<string[]> {
  const [row] = await tx<
    { found: string[] }[]
  >`select ${fingerprintsSql(tx, ctx, versions)}::text[] as found`;
  return row?.found ?? [];
}

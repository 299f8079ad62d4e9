import type { ISql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";

import type { Fragment } from "./filter-sql";
import { parseFingerprint } from "./fingerprint";

/**
 * Traces that used one of these prompt versions: by fingerprint (16 hex digits), by `name@version`, or by the version
 * alone. The registry is small, so names are looked up inside the statement.
 */
export function promptVersionSql(sql: ISql, ctx: Context, versions: readonly string[]): Fragment {
  const fingerprints = versions.map(parseFingerprint).filter((fingerprint) => fingerprint !== null);
  // An array of this statement's own, not a join: on several machines the registry lives on the coordinator.
  return sql`traces.prompt_fingerprints && (
    ${plainArray(fingerprints)}::bigint[] || array(
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

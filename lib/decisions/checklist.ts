import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { FLAG } from "@/lib/model/flags";
import { shardList } from "@/lib/traces/filter-sql";

import { REPORT_SCORE } from "./report-score";

/** What a feature's traces hold, of those to which it applies. */
export interface FeatureFigures {
  feature: string;
  traces: number;
  /** Each: how many hold it, of how many where it applies. */
  held: { [Id in LoggedId]: { held: number; of: number } };
}

/** What is to be logged, by id; in the order in which it is shown. */
export const LOGGED = {
  start: { group: "Triggers", words: "Each use has its beginning and its end, with times" },
  decision: { group: "Triggers", words: "Uses that decide about somebody are marked, with outcome" },
  subject: { group: "Triggers", words: "A decision names its subject" },
  failure: { group: "Triggers", words: "Failures are logged with their kind" },
  action: { group: "Triggers", words: "Actions on other systems are logged as tool calls with results" },
  override: { group: "Triggers", words: "People’s reviews and overrides are logged" },
  report: { group: "Triggers", words: "End users can report an answer" },
  input: { group: "Information", words: "What was asked" },
  output: { group: "Information", words: "What was answered" },
  policy: { group: "Information", words: "The instructions (prompt version) in force" },
  context: { group: "Information", words: "The documents that were given" },
  model: { group: "Information", words: "The model, as the provider names it" },
  release: { group: "Information", words: "The release of the system" },
  environment: { group: "Information", words: "The environment it ran in" },
  user: { group: "Information", words: "Who used it (user id or session)" },
  clock: { group: "Information", words: "Times are the system’s own, not laid out by an importer" },
  whole: { group: "Information", words: "Nothing was cut by the client" },
} as const;
export type LoggedId = keyof typeof LOGGED;

const DAYS = 30;
const DAY_MS = 86_400_000;
const MOST_FEATURES = 50;

/**
 * How far the traces of the last days hold what a log of an AI system is to hold, feature by feature: counted from what derivation
 * stores, no text is read.
 * @throws Failure forbidden
 */
export async function loggingChecklist(ctx: Context): Promise<{ days: number; features: FeatureFigures[] }> {
  requirePermission(ctx, "read_aggregates");
  const from = new Date(ctx.now().getTime() - DAYS * DAY_MS).toISOString();
  const rows = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => tx<Row[]>`
      with used as materialized (
        select t.trace_id, t.shard_key, t.feature, t.is_open, t.is_error, t.failure, t.flags, t.tool_count, t.llm_count,
          t.has_tool_results, t.has_prompt_version, t.has_context, t.has_output, t.input_ref is not null as has_input,
          cardinality(t.models) > 0 as has_model, t.release is not null as has_release,
          t.environment is not null as has_environment, t.user_id is not null or t.session_id is not null as has_user
        from traces t
        where t.project_id = ${ctx.project.id} and t.shard_key = any(${shardList(ctx)}::int[])
          and t.started_at >= ${from}::timestamptz and t.feature is not null
      ),
      decided as materialized (
        select d.trace_id, d.subject is not null or d.erased_at is not null as has_subject,
          d.outcome is not null or d.erased_at is not null as has_outcome
        from decisions d
        where d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[])
          and d.started_at >= ${from}::timestamptz
      ),
      judged as materialized (
        select s.trace_id, bool_or(s.source = 'reviewer' or (s.source = 'user' and s.name <> ${REPORT_SCORE})) as reviewed,
          bool_or(s.name = ${REPORT_SCORE} and s.source = 'user') as reported
        from scores s
        where s.project_id = ${ctx.project.id} and s.shard_key = any(${shardList(ctx)}::int[]) and s.created_at >= ${from}::timestamptz
          and s.trace_id is not null
        group by s.trace_id
      )
      select u.feature, count(*)::int as traces,
        count(*) filter (where not u.is_open)::int as start,
        count(d.trace_id)::int as decisions,
        count(*) filter (where d.has_outcome)::int as decision,
        count(*) filter (where d.has_subject)::int as subject,
        count(*) filter (where u.is_error)::int as errors,
        count(*) filter (where u.is_error and u.failure is not null)::int as failure,
        count(*) filter (where u.tool_count > 0)::int as with_tools,
        count(*) filter (where u.tool_count > 0 and u.has_tool_results)::int as action,
        count(*) filter (where j.reviewed)::int as override,
        count(*) filter (where j.reported)::int as report,
        count(*) filter (where u.has_input)::int as input,
        count(*) filter (where u.has_output)::int as output,
        count(*) filter (where u.llm_count > 0)::int as with_calls,
        count(*) filter (where u.llm_count > 0 and u.has_prompt_version)::int as policy,
        count(*) filter (where u.has_context is not null)::int as with_context,
        count(*) filter (where u.has_context)::int as context,
        count(*) filter (where u.llm_count > 0 and u.has_model)::int as model,
        count(*) filter (where u.has_release)::int as release,
        count(*) filter (where u.has_environment)::int as environment,
        count(*) filter (where u.has_user)::int as "user",
        count(*) filter (where u.flags & ${FLAG.clockSynthetic} = 0)::int as clock,
        count(*) filter (where u.flags & ${FLAG.truncated} = 0)::int as whole
      from used u
      left join decided d on d.trace_id = u.trace_id
      left join judged j on j.trace_id = u.trace_id
      group by u.feature
      order by 2 desc, 1
      limit ${MOST_FEATURES}`,
    { readOnly: true },
  );
  return { days: DAYS, features: rows.map(figuresOf) };
}

interface Row extends Record<Exclude<LoggedId, never>, number> {
  feature: string;
  traces: number;
  decisions: number;
  errors: number;
  with_tools: number;
  with_calls: number;
  with_context: number;
}

function figuresOf(row: Row): FeatureFigures {
  const of = (id: LoggedId): number => {
    switch (id) {
      case "decision":
      case "subject":
        return row.decisions;
      case "failure":
        return row.errors;
      case "action":
        return row.with_tools;
      case "policy":
      case "model":
        return row.with_calls;
      case "context":
        return row.with_context;
      default:
        return row.traces;
    }
  };
  const ids = Object.keys(LOGGED) as LoggedId[];
  return {
    feature: row.feature,
    traces: row.traces,
    held: Object.fromEntries(ids.map((id) => [id, { held: row[id], of: of(id) }])) as FeatureFigures["held"],
  };
}

/** What stands at an item: every trace that it applies to, some, none; nothing applies; it happens now and then and has or has not. */
export type LoggedState = "all" | "some" | "none" | "not seen" | "seen";

/** Reviews and reports are of few traces: one shows that they can be made. */
const NOW_AND_THEN: readonly LoggedId[] = ["override", "report"];

/** "all" is only where not one is missing. */
export function stateOf(id: LoggedId, { held, of }: { held: number; of: number }): LoggedState {
  if (NOW_AND_THEN.includes(id)) return held > 0 ? "seen" : "none";
  if (of === 0) return "not seen";
  return held === of ? "all" : held === 0 ? "none" : "some";
}

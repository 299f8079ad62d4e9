import type { Sql, Tx } from "@/db/client";
import { isUnavailable } from "@/db/error-codes";
import { inProject } from "@/db/tenant";
import { CARRIES } from "@/lib/bodies/body-ids";
import type { Established } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { readOpenFindings } from "@/lib/findings/read-open";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { SPAN_SQL } from "@/lib/model/span-sql";
import { formatFingerprint } from "@/lib/traces/fingerprint";

import { LEAST_OUTPUTS } from "./behaviour/compare-behaviour";
import { type AnswerComparison, compare } from "./compare-answers";
import type { WatchedProject } from "./gather-evidence";
import { placeOf } from "./series";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Of a project in a week: those with the most outputs. */
const MOST_COMPARED = 50;
/** A probability is told to a fifth of what is asked of it. */
const FINER = 5;
/** So many false alarms may come of it where drift of signals may give one: they come on top of the project's promise. */
const PART = 1 / 8;

interface Compared {
  feature: string;
  environment: string;
  model: string;
  promptVersion: string;
}

/**
 * Silent model changes: once a week, the last week's outputs of each prompt version and model are held against those of the week
 * before. What differs beyond chance, all comparisons of a project together, is a finding until a week is like the one before.
 * @param sql connected as recount_worker
 * @returns whether a project was looked at
 */
export async function behaviourRound(sql: Sql, now: () => Date = () => new Date()): Promise<boolean> {
  const [due] = await sql<WatchedProject[]>`
    update signal_progress s
    set compared_at = ${now()}
    from projects p
    where p.id = s.project_id
      and s.project_id = (
        select project_id from signal_progress
        where compared_at is null or compared_at <= ${new Date(now().getTime() - WEEK_MS)}
        order by compared_at nulls first, project_id
        limit 1
      )
      and (s.compared_at is null or s.compared_at <= ${new Date(now().getTime() - WEEK_MS)})
    returning p.id, p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays", p.false_alarm_weeks as "falseAlarmWeeks"`;
  if (!due) return false;
  try {
    await compareProject(sql, due, now());
  } catch (error) {
    // Not for another week else.
    if (isUnavailable(error))
      await sql`update signal_progress set compared_at = null where project_id = ${due.id}`.catch(() => {});
    throw error;
  }
  return true;
}

async function compareProject(sql: Sql, project: WatchedProject, now: Date): Promise<void> {
  const middle = new Date(now.getTime() - WEEK_MS);
  const start = new Date(now.getTime() - 2 * WEEK_MS);
  const found: { of: Compared; result: AnswerComparison; least: number }[] = [];
  await inProject(
    sql,
    project.id,
    async (tx) => {
      const compared = await readCompared(tx, project, { start, middle, end: now });
      const least = PART / (project.falseAlarmWeeks * Math.max(1, compared.length));
      for (const of of compared) {
        const period = {
          before: { from: start.toISOString(), to: middle.toISOString() },
          after: { from: middle.toISOString(), to: now.toISOString() },
        };
        const result = await compare(tx, project, { ...of, ...period }, Math.ceil(FINER / least));
        found.push({ of, result, least });
      }
    },
    { readOnly: true },
  );
  const differing = found.filter(
    ({ result, least }) => result.comparison !== null && result.comparison.p <= least,
  );
  await inProject(sql, project.id, async (tx) => {
    const open = (await readOpenFindings(tx, project.id, "drift")).filter(({ series }) =>
      isBehaviour(series),
    );
    const still = new Set(differing.map(({ of }) => seriesOf(of)));
    await openFindings(
      tx,
      project,
      "drift",
      differing.map(({ of, result }) => establish(project, of, result, { start, middle, now })),
      now,
    );
    await resolveFindings(
      tx,
      project,
      open
        .filter(({ series }) => !still.has(series))
        .map(({ id }) => ({ id, why: "Answers of the last week are like those of the week before." })),
      now,
    );
  });
}

/** Prompt versions and models with enough outputs in both weeks. */
const readCompared = (
  tx: Tx,
  project: WatchedProject,
  { start, middle, end }: { start: Date; middle: Date; end: Date },
) => tx<Compared[]>`
  select coalesce(${tx.unsafe(SPAN_SQL.feature)}, '') as feature, coalesce(${tx.unsafe(SPAN_SQL.environment)}, '') as environment,
    ${tx.unsafe(SPAN_SQL.model)} as model, ${tx.unsafe(SPAN_SQL.fingerprint)}::text as "promptVersion"
  from spans
  where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
    and started_at >= ${start} and started_at < ${end}
    and ${tx.unsafe(SPAN_SQL.kind)} = 'llm' and not is_error and carries & ${CARRIES.output} <> 0
    and ${tx.unsafe(SPAN_SQL.model)} is not null and ${tx.unsafe(SPAN_SQL.fingerprint)} is not null
  group by 1, 2, 3, 4
  having count(*) filter (where started_at < ${middle}) >= ${LEAST_OUTPUTS} and count(*) filter (where started_at >= ${middle}) >= ${LEAST_OUTPUTS}
  order by count(*) desc, 1, 2, 3, 4
  limit ${MOST_COMPARED}`;

const SIGNAL = "behaviour";
const seriesOf = ({ feature, environment, model, promptVersion }: Compared): string =>
  JSON.stringify([SIGNAL, feature, environment, model, promptVersion]);
const isBehaviour = (series: string): boolean => series.startsWith(`["${SIGNAL}"`);

const DIFFERS = {
  length: "length",
  wording: "wording",
  opening: "openings",
  finish: "finish reasons",
  tools: "choice of tools",
} as const;

function establish(
  project: WatchedProject,
  of: Compared,
  result: AnswerComparison,
  { start, middle, now }: { start: Date; middle: Date; now: Date },
): Established {
  const { feature, environment, model, promptVersion } = of;
  const place = placeOf({ feature, environment, dimension: "", value: "" });
  const [most] = result.comparison?.behaviours ?? [];
  const answered = (side: AnswerComparison["before"]): string => side.answeredBy[0]?.model ?? "";
  const renamed = answered(result.before) !== answered(result.after);
  const sentence = renamed
    ? `${model} was answered by ${answered(result.after)} in the last week, by ${answered(result.before)} before.`
    : `${model} answers under the same name as before, with the same prompt: the model behind it may have changed.`;
  return {
    ruleId: 0,
    series: seriesOf(of),
    key: middle.toISOString(),
    level: "warning",
    title: `${place}: ${model} answers differently with the same prompt${most ? ` (${DIFFERS[most.behaviour]})` : ""}`,
    link: `/p/${project.slug}/drift?${new URLSearchParams({ feature, environment, model, prompt: promptVersion })}`,
    detail: {
      signal: SIGNAL,
      feature,
      environment,
      dimension: "",
      value: "",
      model,
      prompt_version: promptVersion,
      ...result,
      began: { at: middle.toISOString(), from: start.toISOString(), to: now.toISOString() },
      candidates: [
        {
          dimension: "model",
          value: model,
          label: model,
          firstSeenAt: null,
          sentence,
          explains: null,
          score: 1,
          extent: "",
        },
      ],
    },
    affected: new URLSearchParams({
      feature,
      ...(environment === "" ? {} : { environment }),
      model,
      prompt_version: formatFingerprint(promptVersion),
    }).toString(),
    beganAtMs: middle.getTime(),
    beganAfterMs: start.getTime(),
    beganBeforeMs: now.getTime(),
    cause: {
      key: `drift ${JSON.stringify([feature, environment])}`,
      title: `${place}: answers differ with the same prompt`,
      tell: true,
    },
  };
}

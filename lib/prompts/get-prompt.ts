import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { groupBy } from "@/lib/model/group-by";
import { fittingInterval } from "@/lib/metrics/intervals";
import { readDataPoints, type DataPoint } from "@/lib/metrics/read-data-points";
import { rangeOf } from "@/lib/traces/filter";
import { formatFingerprint, parseFingerprint } from "@/lib/traces/fingerprint";

import type { PromptDocument, PromptListQuery, PromptVersion } from "./document";
import { inUse, USE_DIMENSIONS } from "./in-use";
import { lastSeen } from "./last-seen";
import { type NoteColumns, noteOf } from "./note";
import { FIGURE_HISTOGRAMS, FIGURE_SUMS, versionFigures } from "./version-figures";
import { versionScores } from "./version-scores";

/** A prompt that is made up anew for each call has thousands of versions: the newest are what anybody compares. */
const MOST_VERSIONS = 100;

interface VersionRow extends NoteColumns {
  number: number;
  label: string | null;
  fingerprint: string;
  firstSeenAt: string;
  hasText: boolean;
  text: string | null;
  total: number;
}

export interface GetPrompt extends Partial<PromptListQuery> {
  /** Its number, or the fingerprint (16 hex digits) of one of its versions. */
  promptId: string;
  /** `content`: with the texts, which is for those who may read what was said. */
  include?: "content" | undefined;
}

/**
 * A prompt with its versions, what each did in the range, and where it is used. Figures are of interactions whose answer the version
 * wrote, made of roll-ups; two versions of one fingerprint cannot be told apart and say so.
 * @throws Failure forbidden, not_found
 */
export async function getPrompt(ctx: Context, input: GetPrompt): Promise<PromptDocument> {
  requirePermission(ctx, input.include === "content" ? "read_content" : "read_aggregates");
  const range = rangeOf(input, ctx.now());
  const { environment = [], feature = [] } = input;
  return readContent(ctx, { action: "prompt.read", target: input.promptId }, async (tx) => {
    const prompt = await findPrompt(tx, ctx, input.promptId);
    const rows = await versionRows(tx, ctx, prompt.id, input.include === "content");
    if (rows.some(({ text }) => text !== null)) noteContent(tx);
    const numbers = [...new Set(rows.map((row) => row.fingerprint))];
    const fingerprints = numbers.map(formatFingerprint);
    const filters = { environment, feature, prompt_version: fingerprints };
    const interval = fittingInterval((Date.parse(range.to) - Date.parse(range.from)) / 1000);
    const answers = { ...range, source: "traces", groupBy: ["prompt_version"], filters } as const;
    const [whole, pieces, calls, seen, scores, shared] = await Promise.all([
      readDataPoints(tx, ctx, {
        ...answers,
        sums: FIGURE_SUMS,
        histograms: FIGURE_HISTOGRAMS,
        interval: "range",
      }),
      readDataPoints(tx, ctx, { ...answers, sums: ["interactions", "cost_nano_usd"], interval }),
      readDataPoints(tx, ctx, {
        ...range,
        source: "calls",
        sums: ["calls", "estimated_calls"],
        interval: "range",
        groupBy: ["prompt_version", ...USE_DIMENSIONS],
        filters: { ...filters, kind: ["llm"] },
      }),
      lastSeen(tx, ctx, fingerprints),
      versionScores(tx, ctx, numbers, { ...range, environment, feature }),
      otherNames(tx, ctx, prompt.id, numbers),
    ]);
    const of = (points: readonly DataPoint[]) => groupBy(points, ({ groups }) => groups[0] ?? "");
    const [wholeOf, piecesOf, callsOf] = [of(whole), of(pieces), of(calls)];
    const versions = rows.map((row): PromptVersion => {
      const fingerprint = formatFingerprint(row.fingerprint);
      const made = callsOf.get(fingerprint) ?? [];
      return {
        number: row.number,
        version: nameOf(row),
        fingerprint,
        first_seen_at: new Date(row.firstSeenAt).toISOString(),
        last_seen_on: seen.get(fingerprint) ?? null,
        note: noteOf(row),
        shared_with: [
          ...rows
            .filter((one) => one.fingerprint === row.fingerprint && one !== row)
            .map((one) => `${prompt.name}@${nameOf(one)}`),
          ...(shared.get(row.fingerprint) ?? []),
        ],
        has_text: row.hasText,
        text: row.text,
        figures: {
          calls: sumOf(made, "calls"),
          estimated_calls: sumOf(made, "estimated_calls"),
          ...versionFigures(wholeOf.get(fingerprint) ?? [], piecesOf.get(fingerprint) ?? []),
          scores: scores.get(fingerprint) ?? [],
        },
      };
    });
    return {
      prompt_id: String(prompt.id),
      name: prompt.name,
      ...range,
      cost_pieces: interval,
      versions,
      versions_left_out: (rows[0]?.total ?? 0) - rows.length,
      in_use: inUse(calls, versions),
    };
  });
}

const nameOf = ({ label, number }: Pick<VersionRow, "label" | "number">): string => label ?? String(number);

const sumOf = (points: readonly DataPoint[], name: string): number =>
  Number(points.reduce((all, { sums }) => all + (sums[name] ?? 0n), 0n));

async function findPrompt(tx: Tx, ctx: Context, named: string): Promise<{ id: number; name: string }> {
  const fingerprint = parseFingerprint(named);
  const isNumber = /^\d{1,9}$/.test(named);
  const [prompt] = isNumber
    ? await tx<{ id: number; name: string }[]>`
        select id, name from prompts where project_id = ${ctx.project.id} and id = ${Number(named)}`
    : fingerprint === null
      ? []
      : await tx<{ id: number; name: string }[]>`
          select prompts.id, prompts.name
          from prompt_versions
          join prompts on prompts.id = prompt_versions.prompt_id and prompts.project_id = ${ctx.project.id}
          where prompt_versions.project_id = ${ctx.project.id} and prompt_versions.fingerprint = ${fingerprint}::bigint
          order by prompt_versions.first_seen_at, prompts.id
          limit 1`;
  if (!prompt) throw new Failure("not_found", `There is no prompt ${named.slice(0, 40)} in this project.`);
  return prompt;
}

const versionRows = (tx: Tx, ctx: Context, promptId: number, withText: boolean) => tx<VersionRow[]>`
  select number, label, fingerprint::text as fingerprint, first_seen_at as "firstSeenAt", system is not null as "hasText",
    ${withText ? tx`system` : tx`null::text`} as text, note, note_author as "noteAuthor", noted_at as "notedAt",
    count(*) over ()::int as total
  from prompt_versions
  where project_id = ${ctx.project.id} and prompt_id = ${promptId}
  order by first_seen_at desc, number desc
  limit ${MOST_VERSIONS}`;

/** Under which names other prompts have the same fingerprints, by fingerprint. */
async function otherNames(
  tx: Tx,
  ctx: Context,
  promptId: number,
  fingerprints: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx<{ fingerprint: string; name: string }[]>`
    select prompt_versions.fingerprint::text as fingerprint,
      prompts.name || '@' || coalesce(prompt_versions.label, prompt_versions.number::text) as name
    from prompt_versions
    join prompts on prompts.id = prompt_versions.prompt_id and prompts.project_id = ${ctx.project.id}
    where prompt_versions.project_id = ${ctx.project.id}
      and prompt_versions.prompt_id <> ${promptId}
      and prompt_versions.fingerprint = any(${plainArray(fingerprints)}::bigint[])
    order by 2
    limit 1000`;
  return new Map(
    [...groupBy(rows, (row) => row.fingerprint)].map(([fingerprint, own]) => [
      fingerprint,
      own.map(({ name }) => name),
    ]),
  );
}

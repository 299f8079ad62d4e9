import { z } from "zod";

import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { COARSE, FINE } from "@/lib/signals/make-cells";

import { describeChange, type ChangeDescription } from "./engine/describe-change";
import { observe } from "./engine/component";
import type { NotEnoughData } from "./engine/fit-model";
import { levelAt, type Model, slotOf } from "./engine/model";
import type { State } from "./engine/state";
import type { Verdict } from "./engine/verdict";
import { figureOf } from "./figure";
import { isArriving } from "./is-arriving";
import { type Judging, judgingOf } from "./judging";
import { readCells } from "./read-cells";
import { readTopics, topicLabel } from "./topics/name-topics";
import { cellOf, type SeriesKey, type SignalWords, TOPICS, wordsOf } from "./series";

const name = z.string().max(1024);
export const DriftSeriesQuery = z.object({
  feature: name,
  environment: name.default(""),
  dimension: name.default(""),
  value: name.default(""),
  signal: name,
  fromMs: z.number(),
  toMs: z.number(),
});
export type DriftSeriesQuery = z.input<typeof DriftSeriesQuery>;

const HOUR_MS = 3_600_000;
const FINE_UP_TO_MS = 12 * HOUR_MS;
const LONGEST_MS = 60 * 24 * HOUR_MS;

export interface DriftComponent {
  name: string;
  /** What people read for it: a topic's words. */
  label: string;
  /** What is drawn: the figure that people know it by (a share, a quantile, a mean) at each point; null: nothing was counted. */
  figures: (number | null)[];
  /** What is watched of it, and what is usual then: shares, means, or a mean of logarithms. */
  watched: (number | null)[];
  usual: number[];
}

export interface DriftSeriesDetail {
  key: SeriesKey;
  words: SignalWords;
  kind: Model["signal"]["kind"];
  phase: "not_enough" | "watching" | "drifting";
  /** Whether evidence is gathered now, and why not. */
  judging: Judging;
  /** The period of the baseline. */
  baseline: { from: string; to: string } | null;
  verdict: Verdict | null;
  /** The last finding as it looks by now; null: there was none. */
  described: ChangeDescription | null;
  stepMs: number;
  /** Starts of the points, epoch milliseconds. */
  at: number[];
  interactions: number[];
  components: DriftComponent[];
}

/** One series over a time, with what is usual. @throws Failure forbidden, bad_request, not_found */
export async function getDriftSeries(ctx: Context, input: DriftSeriesQuery): Promise<DriftSeriesDetail> {
  requirePermission(ctx, "read_aggregates");
  const { fromMs, toMs, ...key } = parse(DriftSeriesQuery, input);
  const length = toMs - fromMs;
  if (!(length > 0 && length <= LONGEST_MS))
    throw new Failure("bad_request", "Choose a time of at most 60 days.");
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [row] = await tx<
        {
          phase: DriftSeriesDetail["phase"];
          baseline: Model | object;
          state: State | null;
          verdict: Verdict | null;
          until: string | null;
          pinnedFrom: string | null;
          watchedTo: string | null;
        }[]
      >`
        select phase, baseline, state, verdict, until, pinned_from as "pinnedFrom",
          (select watched_to from signal_progress where project_id = ${ctx.project.id}) as "watchedTo"
        from drift_series
        where project_id = ${ctx.project.id} and feature = ${key.feature} and environment = ${key.environment}
          and dimension = ${key.dimension} and value = ${key.value} and signal = ${key.signal}`;
      if (!row)
        throw new Failure(
          "not_found",
          "This is not watched: nothing of it was counted within the last days.",
        );
      const tier = length <= FINE_UP_TO_MS ? FINE : COARSE;
      const cells = await readCells(tx, ctx.project.id, key, tier, { fromMs, toMs });
      const model = "components" in row.baseline ? (row.baseline as Model) : null;
      const kind =
        model?.signal.kind ??
        cells.find(({ statistics }) => statistics[key.signal])?.statistics[key.signal]?.kind ??
        "share";
      const finding = row.state?.finding ?? null;
      const since =
        finding === null
          ? []
          : await readCells(tx, ctx.project.id, key, FINE, {
              fromMs: finding.detectedAt - 168 * HOUR_MS,
              toMs: ctx.now().getTime(),
            });
      const components = model?.components.map(({ component }) => component) ?? [];
      const topics =
        key.signal === TOPICS
          ? await readTopics(
              tx,
              ctx.project.id,
              key,
              components.map((one) => one.name),
            )
          : new Map<string, string[]>();
      const seen = cells.map(({ at, lengthMs, statistics }) => {
        const statistic = statistics[key.signal];
        return statistic?.kind === kind && model
          ? observe(components, cellOf(statistic, at, lengthMs))
          : null;
      });
      return {
        key,
        words: wordsOf(key.signal),
        kind,
        phase: row.phase,
        judging: judgingOf(
          {
            phase: row.phase,
            days: model?.days ?? null,
            clockOffsetMs: model?.clockOffsetMs ?? 0,
            waits: "needs" in row.baseline ? (row.baseline as NotEnoughData) : null,
            until: row.until ?? (model && new Date(model.to).toISOString()),
            pinnedFrom: row.pinnedFrom,
          },
          {
            watchedTo: row.watchedTo,
            isArriving: await isArriving(tx, ctx.project.id),
            nowMs: ctx.now().getTime(),
          },
        ),
        baseline: model && { from: new Date(model.from).toISOString(), to: new Date(model.to).toISOString() },
        verdict: row.verdict,
        described:
          finding === null || model === null
            ? null
            : describeChange(
                model,
                finding,
                since.flatMap(({ at, lengthMs, statistics }) => {
                  const statistic = statistics[key.signal];
                  return statistic?.kind === kind ? [cellOf(statistic, at, lengthMs)] : [];
                }),
              ),
        stepMs: tier * 1000,
        at: cells.map(({ at }) => at),
        interactions: cells.map(({ interactions }) => interactions),
        components: (model?.components ?? []).map((one, index) => ({
          name: one.component.name,
          label:
            key.signal === TOPICS
              ? topicLabel(one.component.name, topics.get(one.component.name))
              : one.component.name,
          figures: cells.map(({ statistics }) =>
            figureOf(statistics[key.signal], one.component.name, model as Model),
          ),
          watched: seen.map((observations) => {
            const { n = 0, sum = 0 } = observations?.[index] ?? {};
            return n === 0 ? null : sum / n;
          }),
          usual: cells.map(({ at }) => levelAt(one, slotOf(at, (model as Model).clockOffsetMs))),
        })),
      };
    },
    { readOnly: true },
  );
}

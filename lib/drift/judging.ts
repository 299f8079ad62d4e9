import { plural } from "@/lib/format/count";

import type { NotEnoughData } from "./engine/fit-model";
import { type Model, slotOf } from "./engine/model";
import { isWeekend } from "./engine/season";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Cells are made and looked at every five minutes, two minutes late: what is older by far waits for its worker. */
const BEHIND_MS = 30 * MINUTE_MS;
/** What had nothing for so long says so. */
const SILENT_MS = 2 * HOUR_MS;

/**
 * Whether evidence is gathered of a series now, and why not:
 * - judging: it is
 * - moved: it has moved; only its recovery is watched for
 * - unseen_days: working days or weekends are no part of what is usual yet, and it is one
 * - silent: nothing came
 * - behind: the worker has not looked at what came
 * - not_looked_at, arriving, too_few, accepted: it has no baseline yet; the last one is made of what came since somebody accepted a
 *   change as the new normal
 */
export interface Judging {
  state:
    | "judging"
    | "moved"
    | "unseen_days"
    | "silent"
    | "behind"
    | "not_looked_at"
    | "arriving"
    | "too_few"
    | "accepted";
  /** ISO: when it is judged again at the latest; null: not known, or it is judged now. */
  until: string | null;
  /** In plain words; '' while it is judged without any restriction. */
  text: string;
}

export interface Judged {
  phase: "not_enough" | "watching" | "drifting";
  /** Of the baseline. */
  days: Model["days"] | null;
  clockOffsetMs: number;
  waits: Pick<NotEnoughData, "has" | "needs"> | null;
  /** ISO: end of the last cell in which there was something; null: none. */
  until: string | null;
  /** ISO: somebody accepted what came since then as the new normal. */
  pinnedFrom: string | null;
}

export interface Rounds {
  /** ISO: what ended before has been looked at; null: nothing yet. */
  watchedTo: string | null;
  /** A history is on its way; baselines wait for it. */
  isArriving: boolean;
  nowMs: number;
}

/** What is said of a series beside its figures. */
export function judgingOf(series: Judged, rounds: Rounds): Judging {
  const said = (state: Judging["state"], text: string, untilMs: number | null = null): Judging => ({
    state,
    until: untilMs === null ? null : new Date(untilMs).toISOString(),
    text,
  });
  const watchedToMs = rounds.watchedTo === null ? rounds.nowMs : Date.parse(rounds.watchedTo);
  if (rounds.nowMs - watchedToMs > BEHIND_MS)
    return said(
      "behind",
      `Nothing that came after ${clock(watchedToMs)} has been looked at yet: the worker is behind, or does not run.`,
    );
  if (series.phase === "not_enough") return said(...missing(series, rounds));
  if (series.phase === "drifting")
    return said("moved", "It has moved: its recovery is watched for, and no other change until then.");
  const days = series.days ?? { week: true, weekend: true };
  const weekend = isWeekend(slotOf(watchedToMs, series.clockOffsetMs));
  const unseen = days.weekend ? (days.week ? null : "Working days") : "Weekends";
  if (!(weekend ? days.weekend : days.week)) {
    const untilMs = nextKindOfDay(watchedToMs, series.clockOffsetMs);
    return said(
      "unseen_days",
      `${unseen} have not been seen yet; nothing is judged until ${clock(untilMs)} at the latest.`,
      untilMs,
    );
  }
  if (series.until !== null && watchedToMs - Date.parse(series.until) > SILENT_MS)
    return said(
      "silent",
      `Nothing came since ${clock(Date.parse(series.until))}: there is nothing to judge.`,
    );
  return said("judging", unseen ? `${unseen} have not been seen yet: on them nothing is judged.` : "");
}

/** Why it has no baseline. */
function missing({ waits, pinnedFrom }: Judged, { isArriving }: Rounds): [Judging["state"], string] {
  if (isArriving) return ["arriving", "A history is arriving; what is usual is learned once it is here."];
  if (waits === null && pinnedFrom === null) return ["not_looked_at", "Not looked at yet."];
  const lacks = waits === null ? "" : lacksText(waits);
  return pinnedFrom === null
    ? ["too_few", `Not enough data: ${lacks}.`]
    : [
        "accepted",
        `Accepted as the new normal from ${clock(Date.parse(pinnedFrom))} on; judged once there is enough of it${lacks && `: ${lacks}`}.`,
      ];
}

function lacksText({ has, needs }: Pick<NotEnoughData, "has" | "needs">): string {
  if (has.hours >= needs.hours && has.n >= needs.n)
    return `${plural(needs.hours, "hour")} of working days, or of weekends, are needed`;
  return `${Math.min(has.hours, needs.hours)} of ${needs.hours} hours, ${Math.min(has.n, needs.n)} of ${needs.n} observations`;
}

/** Midnight between Sunday and Monday, or between Friday and Saturday, whichever is next on the project's clock. */
function nextKindOfDay(ms: number, clockOffsetMs: number): number {
  const isNow = isWeekend(slotOf(ms, clockOffsetMs));
  let next = Math.floor(ms / HOUR_MS) * HOUR_MS;
  while (isWeekend(slotOf(next, clockOffsetMs)) === isNow) next += HOUR_MS;
  return next;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** "Monday 9 March at 00:00 UTC". */
const clock = (ms: number): string => `${CLOCK.format(new Date(ms)).replace(/,/g, "")} UTC`;

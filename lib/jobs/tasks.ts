/** A job of the queue: what it is for, and when it is due. */
interface Task {
  name: string;
  /** In one sentence, for those who run the instance. */
  purpose: string;
  /** At which minute of every hour it is due, or every minute; null: when something asks for it. */
  minute: number | "every" | null;
}

/** Every task that there is: the queue runs these, and the page of jobs shows these, whether or not they have run. */
export const TASKS = [
  { name: "partitions", purpose: "Makes the days ahead, so that no request waits for one", minute: 7 },
  { name: "retention", purpose: "Forgets what no project keeps any more", minute: 37 },
  {
    name: "recent roll-ups",
    purpose: "Forgets ten-second figures that minutes have taken over",
    minute: "every",
  },
  {
    name: "pack",
    purpose:
      "Puts small blocks of texts together, says which words they may hold, and drops what nothing refers to",
    minute: "every",
  },
  {
    name: "scrub",
    purpose: "Takes what was erased out of the database's files",
    minute: "every",
  },
  {
    name: "tighten",
    purpose: "Gives back the room that changes have left in small days that are over",
    minute: 52,
  },
  { name: "cost anomalies", purpose: "Looks for hours that cost far more than usual", minute: 4 },
  { name: "deliver", purpose: "Sends messages to channels", minute: null },
  { name: "digest", purpose: "Gathers what was too much for a channel into one message", minute: null },
  { name: "reprice", purpose: "Counts what new prices change, and changes it when asked to", minute: null },
] as const satisfies readonly Task[];

export type TaskName = (typeof TASKS)[number]["name"];

/** What the queue is told of when a task is due; null: nothing. */
export const cronOf = ({ minute }: Pick<Task, "minute">): string | null =>
  minute === null ? null : `${minute === "every" ? "*" : minute} * * * *`;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When a task is due next after `now`; null: when something asks for it. */
export function nextDue({ minute }: Pick<Task, "minute">, now: Date): Date | null {
  if (minute === null) return null;
  const [first, every] = minute === "every" ? [0, MINUTE_MS] : [minute * MINUTE_MS, HOUR_MS];
  return new Date((Math.floor((now.getTime() - first) / every) + 1) * every + first);
}

import { connect, type Sql } from "@/db/client";

import { insertFloor } from "../floor";
import { percentile, startLoad } from "../load";
import { report } from "../report";
import { startServer } from "../server";

const TICK_MS = 500;

/**
 * What sealing costs ingest: turns with and without it, one after the other in one run, on one store. As many traces are sealed as come,
 * of those that came before: each trace is sealed once, ten minutes later. Marks are written in either turn, so that only sealing differs.
 */
export async function beside({
  turns,
  seconds,
  connections,
}: {
  turns: number;
  seconds: number;
  connections: number;
}): Promise<void> {
  const server = await startServer();
  const sql = connect(server.databaseUrl, { role: null, max: 2, applicationName: "recount bench" });
  try {
    const floor = await insertFloor(server.databaseUrl, 3);
    const turn = async (isSealing: boolean) => {
      const leaves = await countLeaves(sql);
      const load = startLoad({ url: server.url, key: server.key, connections, seconds });
      const marks = moveMarks(sql, isSealing);
      const sent = await load.report.finally(() => marks.stop());
      await marks.done;
      return {
        isSealing,
        rate: sent.spans / sent.seconds,
        traces: sent.traces / sent.seconds,
        seals: ((await countLeaves(sql)) - leaves) / sent.seconds,
      };
    };
    // The first one compiles, and gives the others traces to seal.
    await turn(false);
    const all: Awaited<ReturnType<typeof turn>>[] = [];
    // Off and on, then on and off: what slows a store down as it fills meets both alike.
    for (let n = 0; n < turns; n++)
      for (const isSealing of n % 2 === 0 ? [false, true] : [true, false]) all.push(await turn(isSealing));
    const ratios = Array.from({ length: turns }, (_, n) => {
      const [one, other] = all.slice(2 * n, 2 * n + 2) as [(typeof all)[number], (typeof all)[number]];
      return one.isSealing ? one.rate / other.rate : other.rate / one.rate;
    });
    const median = (values: readonly number[]) => percentile(values, 0.5);
    const of = (isSealing: boolean) => all.filter((one) => one.isSealing === isSealing);
    report({
      name: "ingest beside sealing, of that without",
      value: median(ratios),
      unit: "share of spans/s, median of turns",
      floor_rows_per_s: floor,
      ratios,
      spans_per_s_without: median(of(false).map(({ rate }) => rate)),
      spans_per_s_beside: median(of(true).map(({ rate }) => rate)),
      traces_per_s_beside: median(of(true).map(({ traces }) => traces)),
      seals_per_s_beside: median(of(true).map(({ seals }) => seals)),
      seals_per_s_without: median(of(false).map(({ seals }) => seals)),
      seconds_a_turn: seconds,
    });
  } finally {
    await sql.end();
    await server.stop();
  }
}

async function countLeaves(sql: Sql): Promise<number> {
  const [row] = await sql<{ leaves: number }[]>`
    select coalesce(max(leaf) + 1, 0)::float8 as leaves from seal_leaves where log = 'traces'`;
  return row?.leaves ?? 0;
}

/** Every half a second makes as many traces due as were marked meanwhile, the oldest ones; or puts them off. */
function moveMarks(sql: Sql, isDue: boolean): { stop: () => void; done: Promise<void> } {
  let stopped = false;
  const countMarks = async (): Promise<number> => {
    const [row] = await sql<{ marks: number }[]>`select last_value::float8 as marks from seal_marks_id_seq`;
    return row?.marks ?? 0;
  };
  const done = (async () => {
    for (let last = await countMarks(); !stopped;) {
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      const now = await countMarks();
      await sql`
        update seal_marks set due_at = now() + ${isDue ? "0 days" : "1 day"}::interval
        where ctid = any(array(
          select ctid from seal_marks where due_at > now() order by due_at limit ${now - last}
        ))`;
      last = now;
    }
  })();
  return { stop: () => void (stopped = true), done };
}

import { type ChildProcess, fork } from "node:child_process";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { installQueue } from "@/db/queue";
import { makeProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import type { ChannelInput } from "@/lib/notify/channel";
import { addChannel } from "@/lib/notify/channels";

import type { Told } from "./delivery-receiver";
import { report } from "./report";

const CAUSES_A_ROUND = 4;
/** After how long a worker is killed, counted from what it finds. */
const LONGEST_LIFE_MS = 400;
/** Rounds after which an hour has passed for the channels' limits. */
const ROUNDS_AN_HOUR = 5;
const SETTLE_MS = 120_000;

/** One of each kind takes all at once, and one gets digests. */
const CHANNELS = {
  "/all": 200,
  "/few": 5,
  "/slack": 200,
  "/teams": 200,
  "/pagerduty": 200,
  "/email": 200,
};
type Name = keyof typeof CHANNELS;

function channelOf(name: Name, port: number): ChannelInput {
  const common = { name, hourlyLimit: CHANNELS[name] };
  const url = `http://127.0.0.1:${port}${name}`;
  switch (name) {
    case "/pagerduty":
      return { kind: "pagerduty", routingKey: "R0UT1NGKEY0123456789abcdefABCDEF", ...common };
    case "/email":
      return { kind: "email", recipients: "ann@example.org", ...common };
    case "/slack":
      return { kind: "slack", url, ...common };
    case "/teams":
      return { kind: "teams", url, ...common };
    case "/all":
    case "/few":
      return { kind: "webhook", url, ...common };
  }
}

/**
 * Kills (SIGKILL) the worker that delivers at random moments between finding and delivery, while a second one finds the same; then
 * compares what a receiver in another process was told with what there was to tell: every change of state once, under one key.
 */
export async function benchDeliveries(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rounds: { type: "string", default: "100" } } });
  const home = mkdtempSync(path.join(os.tmpdir(), "recount-deliveries-"));
  chmodSync(home, 0o755); // run by root, PostgreSQL is another user that must get through
  const database = await startEmbedded({ dataDir: home });
  const owner = connect(database.url, { role: null, max: 4, applicationName: "recount bench" });
  const receiver = await start("delivery-receiver.ts", []);
  const { port, mailPort } = receiver.first as { port: number; mailPort: number };
  try {
    await migrate(owner);
    await installQueue(database.url);
    const project = await makeProject(owner);
    await owner`create table bench_causes (name text primary key, over boolean not null default false)`;
    await owner`grant select on bench_causes to recount_worker`;
    const app = connect(database.url, { role: "recount_app", max: 1, applicationName: "recount bench" });
    const actor = { kind: "system", name: "bench" } as const;
    const ctx: Context = { sql: app, project, actor, now: () => new Date() };
    for (const name of Object.keys(CHANNELS) as Name[]) await addChannel(ctx, channelOf(name, port));
    await app.end();
    const worker = (delivers: string) =>
      start("delivery-worker.ts", [
        ...[database.url, String(project.id), project.slug, delivers],
        ...[String(port), String(mailPort)],
      ]);
    const second = await worker("finds");
    for (let round = 0; round < Number(values.rounds); round++) {
      const first = await worker("delivers");
      await untilListening(owner);
      await causes(owner, round);
      await sleep(Math.random() * LONGEST_LIFE_MS);
      await kill(first.child);
      await passMinutes(owner, round % ROUNDS_AN_HOUR === ROUNDS_AN_HOUR - 1);
    }
    const last = await worker("delivers");
    await untilTold(owner);
    await Promise.all([kill(last.child), kill(second.child)]);
    const answer = new Promise((resolve) => receiver.child.once("message", resolve));
    receiver.child.send("what were you told?");
    await compare(owner, Number(values.rounds), (await answer) as { told: Told[]; requests: number });
  } finally {
    receiver.child.disconnect();
    await owner.end();
    const files = realpathSync(path.join(home, "postgres"));
    await database.stop();
    rmSync(files, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
}

/** A process, and the first that it says. */
async function start(file: string, args: string[]): Promise<{ child: ChildProcess; first: unknown }> {
  const child = fork(path.join(import.meta.dirname, file), args, { execArgv: ["--import", "tsx"] });
  const first = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`${file} ended with code ${code} before it was at work`)));
  });
  return { child, first };
}

/** Its queue has begun: from now on it sends what is found at once. */
async function untilListening(owner: Sql): Promise<void> {
  for (;;) {
    const rows = await owner`
      select from pg_stat_activity where application_name = 'recount queue' and query ilike '%listen "jobs:insert"%' limit 1`;
    if (rows.length > 0) return;
    await sleep(20);
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await exited;
}

/** New ones begin, and those of the round before end; some end at once. */
async function causes(owner: Sql, round: number): Promise<void> {
  await owner`update bench_causes set over = true where random() < 0.8`;
  const names = Array.from({ length: CAUSES_A_ROUND }, (_, n) => `cause ${round}.${n}`);
  await owner`insert into bench_causes ${owner(names.map((name) => ({ name })))}`;
  await owner`update bench_causes set over = true where random() < 0.05`;
}

/** What waits for minutes after a worker is gone, and for the end of a retry's rest, need not wait here. */
async function passMinutes(owner: Sql, hour: boolean): Promise<void> {
  await owner`
    update graphile_worker._private_jobs set locked_at = locked_at - interval '2 minutes', run_at = least(run_at, now())`;
  await owner`update graphile_worker._private_job_queues set locked_at = locked_at - interval '2 minutes'`;
  if (hour)
    await owner`update notification_deliveries set ended_at = ended_at - interval '1 hour' where state = 'delivered'`;
}

async function untilTold(owner: Sql): Promise<void> {
  const until = Date.now() + SETTLE_MS;
  while (Date.now() < until) {
    const [row] = await owner<{ waiting: boolean; unfound: boolean }[]>`
      select exists (select from notification_deliveries where state = 'waiting') as waiting,
        exists (
          select from bench_causes c
          left join findings f on f.key = c.name
          where f.id is null or (c.over and f.resolved_at is null)
        ) as unfound`;
    if (row && !row.waiting && !row.unfound) return;
    await owner`update graphile_worker._private_jobs set run_at = now() where run_at > now()`;
    await owner`update notification_deliveries set ended_at = ended_at - interval '1 hour' where state = 'delivered'`;
    await sleep(250);
  }
}

interface Wanted {
  id: string;
  channel: string;
  type: string;
  incident: number;
  state: string;
}

async function compare(
  owner: Sql,
  rounds: number,
  { told, requests }: { told: Told[]; requests: number },
): Promise<void> {
  const stored = await owner<Wanted[]>`
    select d.id, c.name as channel, d.kind as type, (d.payload -> 'incident' ->> 'id')::int as incident, d.state
    from notification_deliveries d
    join notification_channels c on c.id = d.channel_id
    where d.kind <> 'digest'`;
  const changes = await owner<{ incident: number; type: string }[]>`
    select i.id::int as incident, unnest(array['incident.opened'] || case when c.over then array['incident.resolved'] else '{}' end) as type
    from bench_causes c
    left join incidents i on i.cause_key = c.name`;
  const byId = new Map(stored.map((one) => [one.id, one]));
  // Under which keys each change was told to each channel: by itself, or within a digest.
  const keys = new Map<string, Set<string>>();
  const note = (channel: string, type: string, incident: number | null, key: string): void => {
    const change = `${channel} ${type} ${incident}`;
    keys.set(change, (keys.get(change) ?? new Set()).add(key));
  };
  for (const one of told) {
    if (one.type !== "digest") note(one.path, one.type, one.incident, one.key);
    for (const id of one.within) {
      const message = byId.get(id);
      note(one.path, message?.type ?? "unknown", message?.incident ?? null, one.key);
    }
  }
  const cancelled = new Set(
    stored.flatMap((one) =>
      one.state === "cancelled" ? [`${one.channel} ${one.type} ${one.incident}`] : [],
    ),
  );
  const wanted = Object.keys(CHANNELS).flatMap((channel) =>
    changes.map(({ type, incident }) => `${channel} ${type} ${incident}`),
  );
  const lost = wanted.filter((change) => !keys.has(change) && !cancelled.has(change));
  const twice = [...keys].flatMap(([change, under]) => (under.size > 1 ? [change] : []));
  const unwanted = [...keys.keys()].filter((change) => !wanted.includes(change) || cancelled.has(change));
  report({
    name: "deliveries, worker killed between finding and delivery",
    value: lost.length + twice.length + unwanted.length,
    unit: "changes of state lost, told under two keys or told though there were none; 0 is right",
    rounds,
    changes: wanted.length,
    lost: lost.length,
    under_two_keys: twice.length,
    unwanted: unwanted.length,
    which: [...lost, ...twice, ...unwanted].slice(0, 5).join("; "),
    over_before_told: cancelled.size,
    told_within_digests: stored.filter(({ state }) => state === "gathered").length,
    requests,
    repeated_under_the_same_key: requests - new Set(told.map(({ path: to, key }) => `${to} ${key}`)).size,
  });
  if (lost.length + twice.length + unwanted.length > 0) process.exitCode = 1;
}

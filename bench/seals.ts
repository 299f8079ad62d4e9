import { spawnSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { connect, type Sql } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { connectPipeline, type Pipeline } from "@/db/pipeline";
import { installQueue } from "@/db/queue";
import { inProject } from "@/db/tenant";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import type { Context } from "@/lib/context";
import { beside } from "@/bench/seals/beside";
import { eraseSalts } from "@/bench/seals/erase-salts";
import { tamper } from "@/bench/seals/tamper";
import { evidenceQuerySchema } from "@/lib/evidence/schemas";
import { sign } from "@/lib/evidence/make-evidence";
import { readEvidence } from "@/lib/evidence/read-evidence";
import { recordHtml } from "@/lib/evidence/evidence-html";
import { loadVerifier } from "@/lib/evidence/testing";
import type { Bundle } from "@/lib/evidence/bundle";
import { accept } from "@/lib/ingest/accept";
import { writeBatch } from "@/lib/ingest/write";
import { modelSpan } from "@/lib/model/testing";
import { rootOf } from "@/lib/seals/merkle";
import { sealRound } from "@/lib/seals/seal-round";
import { listKeys, openSigner, type Signer } from "@/lib/seals/signing-keys";
import { proveInclusion } from "@/lib/seals/tree-store";

import { insertFloor } from "./floor";
import { usageOf } from "./processes";
import { report } from "./report";

const HOUR_MS = 3_600_000;
const SECRET = "of the bench, outside of the database";

/**
 * Seals: how fast settled traces are sealed and what that costs; size and time of proofs and of a file's verification at ten million
 * leaves; whether every change of a sealed store is found; whether what is left verifies after redaction and erasure; whether a second
 * verifier, in Python, agrees; what sealing beside ingest costs that.
 */
export async function benchSeals(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      traces: { type: "string", default: "20000" },
      changes: { type: "string", default: "10000" },
      redactions: { type: "string", default: "10000" },
      files: { type: "string", default: "1000" },
      leaves: { type: "string", default: "10000000" },
      turns: { type: "string", default: "5" },
      seconds: { type: "string", default: "10" },
      connections: { type: "string", default: "4" },
      only: { type: "string", default: "rate,proofs,tamper,redact,python,beside" },
    },
  });
  const parts = new Set(values.only.split(","));
  if (parts.has("beside"))
    await beside({
      turns: Number(values.turns),
      seconds: Number(values.seconds),
      connections: Number(values.connections),
    });
  if (parts.size === 1 && parts.has("beside")) return;
  const bench = await Bench.open();
  try {
    const floor = await insertFloor(bench.url, 3);
    if (parts.has("rate")) {
      await bench.rate(floor, { traces: Number(values.traces), spans: 1 });
      await bench.rate(floor, { traces: Math.ceil(Number(values.traces) / 4), spans: 5 });
    }
    if (parts.has("proofs")) await bench.proofs(floor, Number(values.leaves));
    if (parts.has("tamper")) await bench.tamper(Number(values.changes));
    if (parts.has("redact")) await bench.redact(Number(values.redactions));
    if (parts.has("python")) await bench.python(Number(values.files));
  } finally {
    await bench.close();
  }
}

class Bench {
  private constructor(
    private readonly home: string,
    private readonly server: Awaited<ReturnType<typeof startEmbedded>>,
    private readonly owner: Sql,
    private readonly worker: Sql,
    private readonly app: Sql,
    private readonly pipeline: Pipeline,
    private readonly signer: Signer,
  ) {}

  get url(): string {
    return this.server.url;
  }

  static async open(): Promise<Bench> {
    const home = mkdtempSync(path.join(os.tmpdir(), "recount-bench-"));
    const server = await startEmbedded({ dataDir: home });
    const owner = connect(server.url, { role: null, max: 2, applicationName: "recount bench" });
    await migrate(owner);
    await installQueue(server.url);
    await owner`insert into instance (session_secret) values ('\\x00')`;
    const worker = connect(server.url, {
      role: "recount_worker",
      max: 3,
      applicationName: "recount worker",
      prepare: false,
    });
    const app = connect(server.url, { role: "recount_app", max: 2, applicationName: "recount bench" });
    const pipeline = connectPipeline(server.url, {
      role: "recount_app",
      max: 2,
      applicationName: "recount bench",
    });
    const signer = await openSigner(worker, { key: undefined, secret: SECRET }, new Date());
    return new Bench(home, server, owner, worker, app, pipeline, signer);
  }

  async close(): Promise<void> {
    await Promise.all([this.owner.end(), this.worker.end(), this.app.end(), this.pipeline.end()]);
    await this.server.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async project(): Promise<Context> {
    const slug = `bench-${randomBytes(4).toString("hex")}`;
    const [row] = await this.owner<
      { id: number }[]
    >`insert into projects (slug, name) values (${slug}, ${slug}) returning id`;
    return {
      sql: this.worker,
      project: { id: row?.id as number, slug, shardKeys: [1], retentionDays: 400 },
      actor: { kind: "system", name: "bench" },
      now: () => new Date(),
    };
  }

  /** Traces as ingest stores them, marked as derivation would. */
  private async fill(ctx: Context, { traces, spans }: { traces: number; spans: number }): Promise<void> {
    const known = new KnownBodies();
    const day = new Date(Date.now() - 86_400_000);
    await this.owner`select ensure_partitions(${day}::date, current_date)`;
    const said = (n: number): string =>
      `answer ${n}: ${"what was said about parcels, refunds and delays. ".repeat(12)}`;
    for (let from = 0; from < traces; from += 500) {
      const made = Array.from({ length: Math.min(500, traces - from) }, (_, n) => {
        const traceId = randomBytes(16).toString("hex");
        return Array.from({ length: spans }, (_span, step) =>
          modelSpan({
            traceId,
            spanId: randomBytes(8).toString("hex"),
            kind: step % 2 === 0 ? "llm" : "tool",
            name: step % 2 === 0 ? "chat" : "look up",
            userId: `user ${(from + n) % 97}`,
            startedAtNs: BigInt(day.getTime() + step) * 1_000_000n,
            system: "You answer questions about parcels.",
            ...(step % 2 === 0
              ? {
                  input: [{ role: "user", content: said(from + n) }],
                  output: [{ role: "assistant", content: said(from + n + step + 1) }],
                }
              : {
                  inputValue: { order: from + n },
                  outputValue: `shipped as number ${from + n} on a truck that was late again`,
                }),
          }),
        );
      }).flat();
      const { batch } = accept(ctx, { spans: made, additions: [], scores: [], rejected: [], ignored: 0 });
      await writeBatch(this.pipeline, batch, known);
    }
    await this.owner`delete from dirty_traces where project_id = ${ctx.project.id}`;
    await this.owner`
      insert into seal_marks (project_id, trace_id, shard_key, due_at, reason)
      select project_id, trace_id, shard_key, now(), 'settled' from trace_days where project_id = ${ctx.project.id} order by ctid`;
    await this.owner`analyze`;
  }

  private async seal(): Promise<void> {
    const later = () => new Date(Date.now() + HOUR_MS);
    while (await sealRound(this.worker, this.signer, later));
  }

  async rate(floor: number, size: { traces: number; spans: number }): Promise<void> {
    // The worker runs for weeks: what it does is compiled.
    await this.fill(await this.project(), { traces: Math.min(2_000, size.traces), spans: size.spans });
    await this.seal();
    const ctx = await this.project();
    await this.fill(ctx, size);
    const postgres = (): number => usageOf([this.server.pid], () => "postgres")["postgres"]?.cpuSeconds ?? 0;
    const [before, own, startedAt] = [postgres(), process.cpuUsage(), performance.now()];
    await this.seal();
    const seconds = (performance.now() - startedAt) / 1000;
    const used = process.cpuUsage(own);
    // Before anything is asked about what was stored, which costs more than storing it.
    const postgresSeconds = postgres() - before;
    const [stored] = await this.owner<{ leaves: number; bytes: number; fields: number }[]>`
      select count(*)::int as leaves, (sum(pg_column_size(l.*)) + sum(pg_column_size(r.*)))::bigint as bytes,
        (sum(length(r.hashes)) / 32)::bigint as fields
      from seal_leaves l join seal_records r using (project_id, log, leaf)
      where l.project_id = ${ctx.project.id}`;
    report({
      name: `seals of traces with ${size.spans} spans`,
      value: size.traces / seconds,
      unit: "seals/s",
      floor_rows_per_s: floor,
      seconds,
      leaves: stored?.leaves,
      fields_per_seal: (stored?.fields ?? 0) / size.traces,
      bytes_per_seal: (stored?.bytes ?? 0) / size.traces,
      worker_cpu_us_per_seal: (used.user + used.system) / size.traces,
      postgres_cpu_us_per_seal: (postgresSeconds * 1e6) / size.traces,
      seals_per_cpu_second_of_both: size.traces / ((used.user + used.system) / 1e6 + postgresSeconds),
    });
  }

  /** A tree with as many leaves, of which the last ones are real and the others stand for some. */
  async proofs(floor: number, leaves: number): Promise<void> {
    const ctx = await this.project();
    const { id } = ctx.project;
    const made = 60;
    const size = Math.floor((leaves - made) / 256) * 256;
    const hashes = randomBytes(256 * 32);
    let row: Buffer[] = Array.from({ length: 256 }, (_, n) => hashes.subarray(n * 32, n * 32 + 32));
    for (
      let [level, count] = [0, size / 256];
      count >= 1;
      [level, count] = [level + 1, Math.floor(count / 256)]
    ) {
      const root = rootOf(row);
      await this.owner`
        insert into seal_tiles (project_id, log, level, tile, hashes, root)
        select ${id}, 'traces', ${level}, tile, ${Buffer.concat(row)}, ${root} from generate_series(0, ${count - 1}::bigint) tile`;
      row = Array.from({ length: 256 }, () => root);
    }
    // The tree is as long as its last leaf says.
    await this.owner`
      insert into seal_leaves (project_id, log, leaf, subject, version, reason, fields, sealed_at)
      values (${id}, 'traces', ${size}, ${"0".repeat(32)}, 1, 'settled', ${randomBytes(32)}, now())`;
    await this.owner`analyze seal_tiles`;
    await this.fill(ctx, { traces: made, spans: 5 });
    await this.seal();
    const total = size + 1 + made;
    const times: number[] = [];
    let bytes = 0;
    for (let n = 0; n < 200; n++) {
      const startedAt = performance.now();
      const proof = await proveInclusion(
        this.owner,
        { projectId: id, log: "traces" },
        randomInt(total),
        total,
      );
      times.push(performance.now() - startedAt);
      bytes = Math.max(bytes, JSON.stringify(proof.map((hash) => hash.toString("hex"))).length);
    }
    report({
      name: "inclusion proof as JSON, the largest",
      value: bytes,
      unit: "bytes",
      floor_rows_per_s: floor,
      leaves: total,
    });
    report({
      name: "making an inclusion proof, p95",
      value: p95(times),
      unit: "ms",
      floor_rows_per_s: floor,
      leaves: total,
    });
    const bundle = await this.bundleOf(ctx, 1);
    const verifier = await loadVerifier();
    const checks: number[] = [];
    for (let n = 0; n < 50; n++) {
      const startedAt = performance.now();
      const { ok, where, what } = await verifier.verify(bundle);
      if (!ok) throw new Error(`${where}: ${what}`);
      checks.push(performance.now() - startedAt);
    }
    report({
      name: "verifying a file of one trace, p95",
      value: p95(checks),
      unit: "ms",
      floor_rows_per_s: floor,
      leaves: total,
      spans: 5,
    });
  }

  /** A file of the newest traces of a project. */
  private async bundleOf(ctx: Context, traces: number): Promise<Bundle> {
    const rows = await this.owner<{ subject: string }[]>`
      select subject from seal_leaves where project_id = ${ctx.project.id} and log = 'traces' order by leaf desc limit ${traces}`;
    const found = await inProject(this.app, ctx.project.id, (tx) =>
      readEvidence(tx, ctx, {
        traces: rows.map(({ subject }) => ({ traceId: subject, shardKey: 1 })),
        targets: [],
        leaveOut: [],
        paths: new Set(),
      }),
    );
    const keys = (await listKeys(this.owner)).map(({ announcement, signature }) => ({
      announcement,
      signature: signature?.toString("hex") ?? null,
    }));
    const query = evidenceQuerySchema.parse({ kind: "trace", of: rows[0]?.subject });
    return sign(ctx, query, {
      found,
      keys,
      page: recordHtml(found.records, "UTC"),
      signer: this.signer,
      zone: "UTC",
    }).bundle;
  }

  private async story(traces: number): Promise<Context> {
    const ctx = await this.project();
    await this.fill(ctx, { traces, spans: 1 });
    await this.owner`
      insert into audit_log (project_id, at, actor_kind, actor_name, action, target, detail)
      select ${ctx.project.id}, now() - interval '1 hour', 'system', 'bench', 'bench.done', 'target ' || n, jsonb_build_object('n', n)
      from generate_series(1, 40) n`;
    await this.seal();
    return ctx;
  }

  async tamper(changes: number): Promise<void> {
    const ctx = await this.story(300);
    await tamper({ owner: this.owner, worker: this.worker, project: ctx.project, changes });
  }

  async redact(redactions: number): Promise<void> {
    const ctx = await this.project();
    await this.fill(ctx, { traces: 40, spans: 3 });
    await this.seal();
    const bundle = await this.bundleOf(ctx, 40);
    await eraseSalts({ bundle, signer: this.signer, redactions, verifier: await loadVerifier() });
  }

  async python(files: number): Promise<void> {
    const ctx = await this.project();
    await this.fill(ctx, { traces: 20, spans: 3 });
    await this.seal();
    const whole = await this.bundleOf(ctx, 3);
    const verifier = await loadVerifier();
    const lines: string[] = [];
    const ours: boolean[] = [];
    for (let n = 0; n < files; n++) {
      const text = n % 3 === 0 ? await this.valid(ctx, n) : broken(JSON.stringify(whole));
      lines.push(text);
      ours.push((await verifier.verifyText(text)).ok);
    }
    const script = path.join(import.meta.dirname, "seals/verify.py");
    const { stdout, status } = spawnSync("python3", [script], {
      input: `${lines.join("\n")}\n`,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error("python3 with the package cryptography is needed");
    const theirs = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line === "ok");
    const differ = ours.flatMap((ok, n) => (ok === theirs[n] ? [] : [n]));
    report({
      name: "files on which the verifier in Python agrees",
      value: files - differ.length,
      unit: `of ${files}`,
      valid: ours.filter(Boolean).length,
      differ: differ.slice(0, 5),
    });
  }

  private async valid(ctx: Context, n: number): Promise<string> {
    return JSON.stringify(await this.bundleOf(ctx, 1 + (n % 5)));
  }
}

const p95 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

/** A change within the text that leaves it JSON: another digit, letter or sign, a value taken away, two items in each other's place. */
function broken(text: string): string {
  for (;;) {
    const at = randomInt(text.length);
    const sign = text[at] as string;
    if (
      !/[0-9a-zA-Z]/.test(sign) ||
      text[at - 1] === "\\" ||
      /\\u[0-9a-f]{0,4}$/.test(text.slice(at - 5, at))
    )
      continue;
    const other = /[0-9]/.test(sign)
      ? String((Number(sign) + 1 + randomInt(9)) % 10)
      : sign === "a"
        ? "b"
        : "a";
    const changed = text.slice(0, at) + other + text.slice(at + 1);
    try {
      const value = JSON.parse(changed) as { records: unknown[]; heads: unknown[] };
      const which = randomInt(10);
      if (which === 0) value.records.reverse();
      if (which === 1) value.records.pop();
      if (which === 2) value.heads.pop();
      return JSON.stringify(value);
    } catch {
      // It was a literal.
    }
  }
}

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { connect } from "@/db/client";

import { signIn } from "./fuzz/read-back";
import { processesBelow, usageOf } from "./processes";
import { report } from "./report";
import { startServer, type BenchServer } from "./server";

const SPANS_A_REQUEST = 1_000;
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

/**
 * What one trace of very many spans costs: the peak of each process's memory (RSS) while it is sent and derived, read by the API
 * page by page, downloaded as a whole, and opened. The spans are an agent's turns: retrieval, model call, tool.
 */
export async function benchLargeTrace(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { spans: { type: "string", default: "200000" } } });
  const spans = Number(values.spans);
  const server = await startServer();
  const sql = connect(server.databaseUrl, { role: null, max: 1, applicationName: "recount bench" });
  try {
    const phase = async (name: string, work: () => Promise<Record<string, unknown>>): Promise<void> => {
      const cpu = () => usageOf(server.pids, server.groupOf);
      const before = cpu();
      resetPeaks(server);
      const startedAt = performance.now();
      const more = await work();
      const after = cpu();
      const peaks = peaksOf(server);
      report({
        name: `large trace, ${name}`,
        value: peaks["worker"] ?? null,
        unit: "MB worker RSS",
        spans,
        server_mb: peaks["server"],
        console_mb: peaks["console"],
        seconds: (performance.now() - startedAt) / 1000,
        cpu_s: Object.fromEntries(
          Object.entries(after).map(([group, { cpuSeconds }]) => [
            group,
            cpuSeconds - (before[group]?.cpuSeconds ?? 0),
          ]),
        ),
        ...more,
      });
    };
    await phase("sent and derived", async () => {
      await send(server, spans);
      for (;;) {
        const [left] = await sql<{ marks: number; spans: number }[]>`
          select (select count(*)::int from dirty_traces) as marks, coalesce(max(span_count), 0) as spans from traces`;
        if (left?.marks === 0 && left.spans === spans) return {};
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    });
    const headers = { authorization: `Bearer ${server.key}` };
    await phase("document", async () => {
      let [pages, bytes, read] = [0, 0, 0];
      for (let cursor: string | null = ""; cursor !== null;) {
        const query = cursor === "" ? "" : `?cursor=${cursor}`;
        const response = await fetch(`${server.url}/api/v1/traces/${TRACE_ID}${query}`, { headers });
        const text = await response.text();
        const page = JSON.parse(text) as { spans: unknown[]; next_cursor: string | null };
        pages++;
        bytes += text.length;
        read += page.spans.length;
        cursor = page.next_cursor;
      }
      return { pages, bytes, read };
    });
    const cookie = await signIn(server.url, server.admin.email, server.admin.password);
    const get = (path: string): Promise<Record<string, unknown>> => drain(server.url + path, { cookie });
    const trace = `default/traces/${TRACE_ID}`;
    await phase("download", () => get(`/api/console/${trace}?download&include=content,attributes`));
    await phase("page", () => get(`/p/${trace}`));
    await phase("transcript", () => get(`/p/${trace}?view=transcript`));
  } finally {
    await sql.end();
    await server.stop();
  }
}

/** Reads an answer to its end and keeps nothing of it. */
async function drain(url: string, headers: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers, redirect: "manual" });
  let bytes = 0;
  for await (const piece of response.body ?? []) bytes += (piece as Uint8Array).length;
  return { status: response.status, bytes };
}

/** "5" sets a process's peak to what it holds now. */
function resetPeaks(server: BenchServer): void {
  for (const { pid } of processesBelow(...server.pids)) writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Peak of resident memory since then, in MB, the largest process of each group. */
function peaksOf(server: BenchServer): Record<string, number> {
  const peaks: Record<string, number> = {};
  for (const { pid, command } of processesBelow(...server.pids)) {
    const group = server.groupOf(command);
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (group !== null) peaks[group] = Math.max(peaks[group] ?? 0, Number(peak) / 1024);
  }
  return peaks;
}

async function send(server: BenchServer, spans: number): Promise<void> {
  const firstMs = Date.now() - 600_000;
  for (let from = 0; from < spans; from += SPANS_A_REQUEST) {
    const some = Array.from({ length: Math.min(SPANS_A_REQUEST, spans - from) }, (_, i) =>
      spanOf(from + i, firstMs, spans),
    );
    const response = await fetch(`${server.url}/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
      body: JSON.stringify({
        resourceSpans: [
          {
            resource: { attributes: [attribute("service.name", "bench")] },
            scopeSpans: [{ scope: { name: "bench" }, spans: some }],
          },
        ],
      }),
    });
    if (response.status === 429 || response.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      from -= SPANS_A_REQUEST;
    } else if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  }
}

const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
});

const idOf = (n: number): string => (n + 1).toString(16).padStart(16, "0");

function spanOf(n: number, firstMs: number, spans: number): Record<string, unknown> {
  const startNs = BigInt(firstMs) * 1_000_000n + BigInt(n) * 1_000_000n;
  const lastNs = n === 0 ? BigInt(spans) * 1_000_000n : 900_000n;
  const turn = `Turn ${n}: where is parcel ${n}?`;
  const said = [
    [attribute("gen_ai.operation.name", "execute_tool"), attribute("gen_ai.tool.name", "track")],
    [attribute("gen_ai.operation.name", "retrieval")],
    [
      attribute("gen_ai.operation.name", "chat"),
      attribute("gen_ai.provider.name", "openai"),
      attribute("gen_ai.request.model", "gpt-4o-mini"),
      attribute("gen_ai.response.id", `chatcmpl-${n}`),
      attribute("gen_ai.usage.input_tokens", 520),
      attribute("gen_ai.usage.output_tokens", 24),
      attribute(
        "gen_ai.input.messages",
        JSON.stringify([{ role: "user", parts: [{ type: "text", content: turn }] }]),
      ),
      attribute(
        "gen_ai.output.messages",
        JSON.stringify([
          { role: "assistant", parts: [{ type: "text", content: `Answer ${n}` }], finish_reason: "stop" },
        ]),
      ),
    ],
  ];
  return {
    traceId: TRACE_ID,
    spanId: idOf(n),
    ...(n > 0 && { parentSpanId: idOf(0) }),
    name: n === 0 ? "invoke_agent" : ["track", "search", "chat gpt-4o-mini"][n % 3],
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + lastNs),
    attributes: n === 0 ? [attribute("gen_ai.operation.name", "invoke_agent")] : said[n % 3],
  };
}

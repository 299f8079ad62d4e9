import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

import { HOSTILE_BODIES, type HostileBody } from "./pauses/bodies";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";

const SIZES = [250_000, 1_000_000, 8_000_000];
const PAUSE = /^nodejs_eventloop_lag_max_seconds (\S+)/m;

/**
 * How long the server answers nobody while it reads a body that is made to cost: the longest pause of its event loop as it
 * measures it itself, and the longest wait of a small request beside it. The floor is the same without a body.
 */
export async function benchPauses(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { only: { type: "string", default: "" } } });
  const server = await startServer();
  try {
    // The first of each kind pays for the compiler.
    for (const body of HOSTILE_BODIES) await send(server, body, 1_000);
    const quiet = await watched(server, () => new Promise((resolve) => setTimeout(resolve, 2_000)));
    for (const body of HOSTILE_BODIES.filter(({ name }) => name.includes(values.only)))
      for (const bytes of SIZES) {
        let status = 0;
        const { pauseMs, waitMs } = await watched(server, async () => {
          status = await send(server, body, bytes);
        });
        report({
          name: "pause",
          value: pauseMs,
          unit: "ms, longest pause of the event loop",
          floor: quiet.pauseMs,
          wait_ms: waitMs,
          floor_wait_ms: quiet.waitMs,
          ...{ body: body.name, bytes, status },
        });
      }
  } finally {
    await server.stop();
  }
}

async function send({ url, key }: BenchServer, { path, contentType, make }: HostileBody, bytes: number) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": contentType ?? "application/json",
      "content-encoding": "gzip",
    },
    body: gzipSync(make(bytes)),
  });
  await response.arrayBuffer();
  return response.status;
}

async function watched(server: BenchServer, work: () => Promise<unknown>) {
  // The pause is counted anew from one reading to the next.
  await pauseMs(server);
  let waitMs = 0;
  let ended = false;
  const asking = (async () => {
    while (!ended) {
      const startedAt = performance.now();
      await (await fetch(`${server.url}/api/health/live`)).arrayBuffer();
      waitMs = Math.max(waitMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  await work();
  ended = true;
  await asking;
  return { pauseMs: await pauseMs(server), waitMs };
}

async function pauseMs({ url, key }: BenchServer): Promise<number> {
  const response = await fetch(`${url}/api/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return Number(PAUSE.exec(await response.text())?.[1] ?? 0) * 1000;
}

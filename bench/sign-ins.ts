import { parseArgs } from "node:util";

import { percentile, startLoad } from "./load";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";

/**
 * Whether anonymous sign-ins keep senders waiting: the 95th percentile of an acknowledgement while so many sign in at once, again
 * and again, over that without any, in turns within one run. What became of the sign-ins stands beside it.
 */
export async function benchSignIns(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      "at-once": { type: "string", default: "60" },
      seconds: { type: "string", default: "15" },
      turns: { type: "string", default: "2" },
      rate: { type: "string", default: "1000" },
      connections: { type: "string", default: "4" },
    },
  });
  const server = await startServer();
  try {
    const load = () =>
      startLoad({
        url: server.url,
        key: server.key,
        connections: Number(values.connections),
        seconds: Number(values.seconds),
        spansPerSecond: Number(values.rate),
      }).report;
    await load(); // the compiler
    await crowd(server, 2, Promise.resolve()); // and the console's
    const quiet: number[] = [];
    const beside: number[] = [];
    const statuses: Record<string, number> = {};
    for (let turn = 0; turn < Number(values.turns); turn++) {
      quiet.push(...(await load()).latenciesMs);
      const loaded = load();
      const counted = crowd(server, Number(values["at-once"]), loaded);
      beside.push(...(await loaded).latenciesMs);
      for (const [status, count] of Object.entries(await counted))
        statuses[status] = (statuses[status] ?? 0) + count;
    }
    const [p95, floor] = [percentile(beside, 0.95), percentile(quiet, 0.95)];
    report({
      name: "sign-ins",
      value: p95 === null || !floor ? null : p95 / floor,
      unit: "p95 of an acknowledgement beside sign-ins over that without; 0.8 to 1.2 is right",
      p95_ms: p95,
      floor_p95_ms: floor,
      p50_ms: percentile(beside, 0.5),
      floor_p50_ms: percentile(quiet, 0.5),
      at_once: Number(values["at-once"]),
      sign_ins: statuses,
    });
  } finally {
    await server.stop();
  }
}

/** So many sign in at once, each again when it was answered, until `ending`. @returns how many got which status */
async function crowd(
  server: BenchServer,
  size: number,
  ending: Promise<unknown>,
): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  let ended = false;
  void ending.finally(() => (ended = true));
  const one = async (person: number): Promise<void> => {
    do {
      const { status, retryAfterS } = await signIn(server, person);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (!ended && retryAfterS > 0) await new Promise((resolve) => setTimeout(resolve, retryAfterS * 1000));
    } while (!ended);
  };
  await Promise.all(Array.from({ length: size }, (_, person) => one(person)));
  return statuses;
}

/** As the form does, each from an address and for an account of its own: nobody has tried too often. */
async function signIn(
  { url }: BenchServer,
  person: number,
): Promise<{ status: number; retryAfterS: number }> {
  const address = `198.51.${person % 256}.${Math.floor(Math.random() * 256)}`;
  const asked = await fetch(`${url}/api/auth/csrf`, { headers: { "x-forwarded-for": address } });
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const email = `nobody-${person}-${Math.random()}@example.org`;
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "x-forwarded-for": address,
      cookie: asked.headers
        .getSetCookie()
        .map((cookie) => cookie.split(";")[0])
        .join("; "),
    },
    body: new URLSearchParams({ csrfToken, email, password: "a wrong password", json: "true" }),
  });
  await answer.arrayBuffer();
  return { status: answer.status, retryAfterS: Number(answer.headers.get("retry-after") ?? 0) };
}

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { chromium } from "@playwright/test";

import { percentile, startLoad } from "./load";
import { report } from "./report";
import { type BenchServer, startServer } from "./server";

const CHROMIUM = "/usr/bin/chromium";
const PAGES = ["overview", "latency", "cost", "traces"];

/**
 * What twenty heavy pages that are drawn at once do to ingest: the time of a request alone, then beside them, on the same
 * instance. The floor is the first.
 */
export async function benchPages(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: "string", default: "15" }, pages: { type: "string", default: "20" } },
  });
  const seconds = Number(values.seconds);
  const server = await startServer();
  try {
    // Something to draw, and warm programs.
    await load(server, seconds);
    const cookie = await signIn(server);
    const alone = await load(server, seconds);
    const ending = new AbortController();
    const drawing = Promise.all(
      Array.from({ length: Number(values.pages) }, (_, index) => draw(server, cookie, index, ending.signal)),
    );
    const beside = await load(server, seconds);
    ending.abort();
    const drawn = (await drawing).flat();
    report({
      name: "ingest beside pages",
      value: percentile(beside, 0.95),
      unit: "ms, p95 of a 100-span request",
      floor: percentile(alone, 0.95),
      floor_is: "the same without pages",
      p50: percentile(beside, 0.5),
      p50_alone: percentile(alone, 0.5),
      requests: beside.length,
      requests_alone: alone.length,
      pages_drawn: drawn.length,
      page_p50: percentile(drawn, 0.5),
    });
  } finally {
    await server.stop();
  }
}

const load = async ({ url, key }: BenchServer, seconds: number): Promise<readonly number[]> =>
  (await startLoad({ url, key, connections: 2, seconds }).report).latenciesMs;

async function signIn({ url, admin }: BenchServer): Promise<string> {
  const browser = await chromium.launch({
    ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${url}/sign-in`);
    await page.getByLabel(/e-?mail/i).fill(admin.email);
    await page.getByLabel(/password/i).fill(admin.password);
    await page.getByRole("button", { name: /sign in/i }).click();
    await page.waitForURL(/\/p\//);
    const cookies = await page.context().cookies();
    return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  } finally {
    await browser.close();
  }
}

/** One visitor: page after page, whole. @returns milliseconds of each */
async function draw(
  server: BenchServer,
  cookie: string,
  index: number,
  signal: AbortSignal,
): Promise<number[]> {
  const times: number[] = [];
  for (let n = index; !signal.aborted; n++) {
    const page = PAGES[n % PAGES.length];
    const startedAt = performance.now();
    const response = await fetch(`${server.url}/p/default/${page}?range=7d`, { headers: { cookie } });
    await response.text();
    if (!response.ok) throw new Error(`${page}: ${response.status}`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

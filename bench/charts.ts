import { chromium } from "@playwright/test";
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { report } from "./report";

const CHROMIUM = "/usr/bin/chromium";
const MONTH_BY_MINUTE = 43_200;
const MOVES = 60;

/**
 * In the page: how long a chart takes from a new width, and from a moved pointer, to the last change of its drawing. Plain text: what
 * a bundler adds to functions is not there.
 */
const IN_PAGE = `(async () => {
  const settled = (chart, change) => new Promise((resolve) => {
    const started = performance.now();
    let last = started;
    const observer = new MutationObserver(() => (last = performance.now()));
    observer.observe(chart, { subtree: true, childList: true, attributes: true });
    change();
    setTimeout(() => (observer.disconnect(), resolve(last - started)), 400);
  });
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const figures = {};
  for (const [name, question] of [["lines", "Latency of an interaction"], ["stack", "Cost by feature"]]) {
    const chart = [...document.querySelectorAll("figure [role=group]")].find((one) => one.ariaLabel.startsWith(question));
    const drawn = [];
    const moved = [];
    for (let i = 0; i < 5; i++)
      drawn.push(await settled(chart, () => (chart.closest("figure").parentElement.style.width = 560 + (i % 2) * 40 + "px")));
    const box = chart.getBoundingClientRect();
    for (let i = 0; i < 9; i++)
      moved.push(await settled(chart, () => chart.dispatchEvent(new PointerEvent("pointermove",
        { bubbles: true, clientX: box.left + 90 + i * 31, clientY: box.top + 80 }))));
    figures[name + " drawn"] = median(drawn);
    figures[name + " cursor"] = median(moved);
    figures[name + " nodes"] = chart.querySelectorAll("*").length;
  }
  return figures;
})()`;

/**
 * How long do a month by minute and its cursor take to be drawn? With `--beside DIR` another checkout's charts in the same minutes, in
 * turn. @param args `--url` of a running Recount, whose stylesheets are used
 */
export async function benchCharts(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: "string" },
      beside: { type: "string" },
      rounds: { type: "string", default: "5" },
    },
  });
  if (!values.url) throw new Error("charts needs --url of a running Recount, for its stylesheets");
  const roots = [
    path.resolve(import.meta.dirname, ".."),
    ...(values.beside ? [path.resolve(values.beside)] : []),
  ];
  const browser = await chromium.launch({
    args: ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
  });
  const seen = new Map<string, number[][]>();
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [which, root] of roots.entries())
      for (const [name, value] of Object.entries(await measure(root, values.url))) {
        const lists = seen.get(name) ?? roots.map(() => []);
        lists[which]!.push(value);
        seen.set(name, lists);
      }
  await browser.close();
  for (const [name, [own, beside]] of seen)
    report({
      name: `charts: ${name}`,
      value: median(own!),
      unit: name.endsWith("nodes") ? "nodes" : "ms",
      ...(beside ? { beside: median(beside), ratio: median(own!) / median(beside) } : {}),
    });

  async function measure(root: string, baseURL: string): Promise<Record<string, number>> {
    const { openGallery } = (await import(
      path.join(root, "e2e/chart-kit/serve-gallery.ts")
    )) as typeof import("@/e2e/chart-kit/serve-gallery");
    const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 1100 } });
    const page = await context.newPage();
    await openGallery(page, `?points=${MONTH_BY_MINUTE}`);
    await page.locator("figure [role=group] svg").nth(4).waitFor();
    await page.waitForTimeout(1000);
    const figures = await page.evaluate<Record<string, number>>(IN_PAGE);
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    const busy = async () =>
      (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!
        .value * 1000;
    const box = (await page.getByRole("group", { name: "Latency of an interaction" }).boundingBox())!;
    const before = await busy();
    for (let i = 0; i < MOVES; i++) {
      await page.mouse.move(box.x + 80 + i * 6, box.y + 90);
      await page.waitForTimeout(16);
    }
    const work = (await busy()) - before;
    await context.close();
    return { ...figures, "work of a move, all charts": work / MOVES };
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

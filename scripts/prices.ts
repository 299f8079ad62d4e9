import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { assemble, spell } from "@/lib/cost/list/assemble";
import { describeDifferences } from "@/lib/cost/list/describe-differences";
import { PriceListFile } from "@/lib/cost/list/format";
import { PriceList } from "@/lib/cost/list/price-list";

/**
 * npm run prices: makes lib/cost/list/list.json anew from the newest packages that PyPI's client finds. Needs python3 with pip.
 *
 *   --genai FOLDER     genai-prices as it lies in a folder (pip install --target), instead of asking pip
 *   --litellm FOLDER   litellm, likewise (only its table is read)
 *   --date DAY         day of the newest source; today unless said
 *   --out FILE         where to write; lib/cost/list/list.json unless said
 *   --compare          makes no list: writes where the sources of the one at --out differ to differences.md beside it
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    genai: { type: "string" },
    litellm: { type: "string" },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
    compare: { type: "boolean", default: false },
    out: { type: "string", default: path.join(root, "lib/cost/list/list.json") },
  },
});

if (values.compare) compare();
else make();

function compare(): void {
  const list = new PriceList(PriceListFile.parse(JSON.parse(readFileSync(values.out, "utf8"))));
  const { text, models, priced, disagreements } = describeDifferences(list);
  writeFileSync(path.join(path.dirname(values.out), "differences.md"), text);
  console.log(
    `${priced} of ${models} names of the second source have a price; the sources differ on ${disagreements}`,
  );
}

function make(): void {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "recount-prices-"));
  try {
    const genai = values.genai ?? install(scratch, "genai-prices", []);
    const litellm = values.litellm ?? install(scratch, "litellm", ["--no-deps"]);
    const file = assemble(
      {
        version: versionOf(genai, "genai_prices"),
        table: JSON.parse(python([path.join(root, "scripts/prices/dump.py"), genai])),
      },
      {
        version: versionOf(litellm, "litellm"),
        table: JSON.parse(
          readFileSync(path.join(litellm, "litellm/model_prices_and_context_window_backup.json"), "utf8"),
        ),
      },
      values.date,
    );
    PriceListFile.parse(file);
    writeFileSync(values.out, spell(file));
    console.log(`${values.out}: ${(statSync(values.out).size / 1e6).toFixed(2)} MB`);
    for (const [index, { name, version }] of file.sources.entries())
      console.log(
        `  ${name} ${version}: ${file.models.filter(({ source }) => source === index).length} models`,
      );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The newest version that pip finds, in a folder of its own. */
function install(scratch: string, name: string, options: string[]): string {
  const target = path.join(scratch, name);
  python(["-m", "pip", "install", "--quiet", "--target", target, ...options, name]);
  return target;
}

function python(args: string[]): string {
  const { status, stdout, stderr } = spawnSync("python3", args, { encoding: "utf8", maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`python3 ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

function versionOf(folder: string, name: string): string {
  const info = readdirSync(folder).find((one) => one.startsWith(`${name}-`) && one.endsWith(".dist-info"));
  const version = info?.slice(name.length + 1, -".dist-info".length);
  if (!version) throw new Error(`${folder} holds no ${name}`);
  return version;
}

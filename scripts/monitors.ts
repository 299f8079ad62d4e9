import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import type { ApplyAnswer } from "@/lib/monitors/apply-monitors";
import type { Monitor } from "@/lib/monitors/definition";
import { fromYaml, toYaml } from "@/lib/monitors/monitor-yaml";

import { fail, target, type Target } from "./target";

const USAGE = `npm run monitors -- apply FILE [--dry-run] [--prune]
npm run monitors -- export [FILE]

apply makes the monitors of a project what a file of YAML says, by name; the same file again changes nothing. --dry-run only says
what would change. --prune deletes monitors that the file does not name. export writes such a file, or prints it.

  --url URL   the instance; this machine's unless said
  --key KEY   an API key with the scope admin (apply) or read (export); RECOUNT_API_KEY unless said`;

const TIMEOUT_MS = 120_000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: "string" },
      key: { type: "string" },
      "dry-run": { type: "boolean" },
      prune: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const [command, file] = positionals;
  if (values.help || command === undefined) {
    console.log(USAGE);
    return;
  }
  const to = target({
    ...(values.url !== undefined && { url: values.url }),
    ...(values.key !== undefined && { key: values.key }),
  });
  if (command === "export") return writeExport(to, file);
  if (command !== "apply" || file === undefined) throw new Error(USAGE);
  const query = new URLSearchParams({
    dry_run: String(values["dry-run"] ?? false),
    prune: String(values.prune ?? false),
  });
  const wanted = fromYaml(await readFile(file, "utf8"));
  say(await ask<ApplyAnswer>(to, `?${query}`, { method: "PUT", body: JSON.stringify(wanted) }));
}

async function writeExport(from: Target, file: string | undefined): Promise<void> {
  const yaml = toYaml(await ask<{ monitors: Monitor[] }>(from, ""), from.url);
  if (file === undefined) process.stdout.write(yaml);
  else await writeFile(file, yaml);
}

async function ask<T>({ url, key }: Target, query: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(new URL(`/api/v1/monitors${query}`, url), {
    ...init,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new Error(`${url} does not answer; is Recount running there?`, { cause: error });
  });
  const body = (await response.json().catch(() => null)) as
    | (T & { error?: { message: string; details?: { path: string; message: string }[] } })
    | null;
  if (response.ok && body !== null) return body;
  const details = (body?.error?.details ?? []).slice(1);
  const more = details.map(({ path, message }) => `\n  ${path}: ${message}`).join("");
  throw new Error(`${body?.error?.message ?? `${url} answered with status ${response.status}`}${more}`);
}

function say({ dry_run: dryRun, created, changed, unchanged, deleted }: ApplyAnswer): void {
  const line = (mark: string, names: readonly string[]): void => {
    for (const name of names) console.log(`${mark} ${name}`);
  };
  line("+", created);
  line("~", changed);
  line("-", deleted);
  const counts = `${created.length} to make, ${changed.length} to change, ${deleted.length} to delete, ${unchanged.length} as they are`;
  console.log(
    dryRun
      ? `${counts}; nothing was changed`
      : counts.replaceAll(
          / to (make|change|delete)/g,
          (_, verb) => ` ${{ make: "made", change: "changed", delete: "deleted" }[verb as "make"]}`,
        ),
  );
}

main().catch(fail);

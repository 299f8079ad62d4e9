import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { readEnv } from "@/lib/env";

import { MUTATIONS, type Mutation } from "./mutations/list";
import { report } from "./report";

/** Longer than the slowest folder's tests: a fault that hangs them is caught, too. */
const TIMEOUT_MS = 300_000;

/**
 * Plants faults that a tired colleague could make, one at a time, and sees whether tests near the file fail: first the file's own,
 * then the others of its folder. In a copy of the checkout (what is committed or staged, and changes of known files), never in it.
 */
export async function benchMutations(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { only: { type: "string" } } });
  const chosen = MUTATIONS.filter(({ file, what }) => `${file} ${what}`.includes(values.only ?? ""));
  const copy = makeCopy();
  try {
    stopIfStale(copy, chosen);
    const files = [...new Set(chosen.flatMap((mutation) => testsOf(copy, mutation).flat()))];
    const failed = await firstFailure(copy, files);
    if (failed !== null) throw new Error(`A test fails without any fault, mend it first: ${failed}`);
    const survived: string[] = [];
    for (const mutation of chosen) {
      const startedAt = performance.now();
      const by = await planted(copy, mutation);
      const { file, what } = mutation;
      if (by === null) survived.push(`${file}: ${what}`);
      report({
        name: "mutation",
        value: (performance.now() - startedAt) / 1000,
        unit: "s",
        file,
        what,
        result: by === null ? "survived" : "caught",
        by,
      });
    }
    const caught = chosen.length - survived.length;
    report({ name: "mutations", value: caught / chosen.length, unit: "caught", of: chosen.length, survived });
    if (survived.length > 0) process.exitCode = 1;
  } finally {
    git("worktree", "remove", "--force", copy);
  }
}

function makeCopy(): string {
  const copy = mkdtempSync(path.join(os.tmpdir(), "recount-mutations-"));
  rmSync(copy, { recursive: true });
  git("worktree", "add", "--quiet", "--detach", copy, git("stash", "create") || "HEAD");
  symlinkSync(path.resolve("node_modules"), path.join(copy, "node_modules"));
  return copy;
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** A fault that cannot be planted any more says nothing: the list follows the code. */
function stopIfStale(copy: string, mutations: readonly Mutation[]): void {
  const stale = mutations.filter(({ file, find }) => {
    const whole = path.join(copy, file);
    return !existsSync(whole) || readFileSync(whole, "utf8").split(find).length !== 2;
  });
  if (stale.length > 0)
    throw new Error(
      `Not there exactly once, adapt bench/mutations/list.ts:\n${stale.map(({ file, find }) => `${file}: ${find}`).join("\n")}`,
    );
}

/** The file's own tests (or those that the mutation names), then all others of its folder, or of the next one above that has some. */
function testsOf(copy: string, { file, tests }: Mutation): string[][] {
  let folder = path.dirname(file);
  const isTest = (name: string) => name.endsWith(".test.ts");
  while (!readdirSync(path.join(copy, folder)).some(isTest)) folder = path.dirname(folder);
  const near = readdirSync(path.join(copy, folder))
    .filter(isTest)
    .map((name) => `${folder}/${name}`);
  const own = tests?.map((name) => `${folder}/${name}.test.ts`) ?? [file.replace(/\.ts$/, ".test.ts")];
  const first = near.filter((name) => own.includes(name));
  return [first, near.filter((name) => !first.includes(name))].filter((some) => some.length > 0);
}

/** @returns the first test that fails; null: none */
async function planted(copy: string, mutation: Mutation): Promise<string | null> {
  const whole = path.join(copy, mutation.file);
  const before = readFileSync(whole, "utf8");
  writeFileSync(
    whole,
    before.replace(mutation.find, () => mutation.replace),
  );
  try {
    for (const files of testsOf(copy, mutation)) {
      const failed = await firstFailure(copy, files);
      if (failed !== null) return failed;
    }
    return null;
  } finally {
    writeFileSync(whole, before);
  }
}

async function firstFailure(copy: string, files: readonly string[]): Promise<string | null> {
  const vitest = path.join(copy, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--bail=1", "--reporter=tap-flat", ...files], {
    cwd: copy,
    // Recorded requests lie beside the checkout, unless a setting says where.
    env: { ...process.env, RECOUNT_FIXTURES: path.resolve(readEnv().fixturesDir) },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += String(chunk)));
  child.stderr.on("data", (chunk: Buffer) => (out += String(chunk)));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code === 0) return null;
  // Those that ran say how long they took; the others were given up after the first failure.
  return /^not ok \d+ - (.*) # time/m.exec(out)?.[1] ?? (code === null ? "time" : out.slice(-500));
}

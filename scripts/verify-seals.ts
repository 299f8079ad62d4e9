import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import type { Sql } from "@/db/client";
import { VERIFIER } from "@/lib/evidence/verifier";
import { checkAnchors } from "@/lib/seals/check-anchors";
import { LOGS } from "@/lib/seals/leaf";
import { storedTree, verifyTree } from "@/lib/seals/verify-store";

import { withOwnDatabase } from "./own-database";
import { createProgress } from "./progress";
import { fail } from "./target";

const USAGE = `npx recount verify [FILE] [--key KEY]
npx recount verify [--project SLUG] [--anchors FILE]

With a FILE of evidence (.html or .json): checks it; --key also says by which key it must be signed (its id, or the public key in hex).
Without: checks what the database holds against its seals, of one project or all: every leaf, tile, head, and every field of the newest
version of each trace and of the audit log. --anchors also compares the heads with a file outside (RECOUNT_ANCHOR_FILE). With the embedded
database, stop Recount first, or use "Verify now" on the page Seals.

Says the first thing that is wrong and where, and ends with 1.`;

interface FileVerifier {
  verifyText: (text: string, trusted: string | null) => Promise<{ ok: boolean; notes: string[] }>;
  sentence: (verdict: { ok: boolean }) => string;
}

/** The very file that strangers run: there is no second one that could say something else. */
async function verifyFile(file: string, key: string | undefined): Promise<boolean> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "recount-"));
  try {
    const script = path.join(folder, "verifier.mjs");
    await writeFile(script, VERIFIER);
    Object.assign(globalThis, { recountVerifyIsLoaded: true });
    await import(pathToFileURL(script).href);
    const { recountVerify } = globalThis as unknown as { recountVerify: FileVerifier };
    const verdict = await recountVerify.verifyText(readFileSync(file, "utf8"), key ?? null);
    console.log(recountVerify.sentence(verdict));
    for (const note of verdict.notes) console.log(note);
    return verdict.ok;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Project {
  id: number;
  slug: string;
  shardKeys: number[];
}

async function verifyDatabase(
  sql: Sql,
  { project, anchors }: { project?: string; anchors?: string },
): Promise<boolean> {
  const anchored = anchors === undefined ? null : readFileSync(anchors, "utf8");
  let isRight = true;
  await sql.begin("isolation level repeatable read read only", async (tx) => {
    const projects = await tx<Project[]>`
      select id, slug, shard_keys as "shardKeys" from projects
      where ${project ?? null}::text is null or slug = ${project ?? null} order by id`;
    if (projects.length === 0) throw new Error(`There is no project ${project ?? ""}.`);
    for (const one of projects)
      for (const log of LOGS) {
        const tree = await storedTree(tx, one, log);
        const progress = createProgress(`${one.slug}, ${log}: leaves`, tree.heads.at(-1)?.size ?? 0);
        const {
          trouble: found,
          notes,
          ...counts
        } = await verifyTree(tree, (done) => progress.update(done, ""));
        progress.end();
        const trouble =
          found ??
          (anchored === null ? null : checkAnchors(anchored, { projectId: one.id, log, heads: tree.heads }));
        console.log(JSON.stringify({ project: one.slug, log, verified: trouble === null, ...counts }));
        for (const note of notes) console.log(note);
        if (trouble === null) continue;
        isRight = false;
        console.log(`NOT VERIFIED. ${trouble.where}: ${trouble.what}.`);
      }
  });
  return isRight;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: "string" },
      project: { type: "string" },
      anchors: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help || positionals.length > 1) {
    console.log(USAGE);
    return;
  }
  const [file] = positionals;
  let isRight = true;
  if (file !== undefined) isRight = await verifyFile(file, values.key);
  else
    await withOwnDatabase(async (sql) => {
      isRight = await verifyDatabase(sql, values);
    });
  if (!isRight) process.exitCode = 1;
}

main().catch(fail);

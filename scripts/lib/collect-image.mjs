import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fail, root } from "./prepare.mjs";

/** Copies what runs, and nothing that builds, into the folder that is given: what an image holds beside Node itself. */
const target = process.argv[2];
if (!target) fail("Give the folder to fill.");
mkdirSync(target, { recursive: true });
const copy = (from, to = from) =>
  cpSync(path.join(root, from), path.join(target, to), {
    recursive: true,
    filter: (file) => !file.endsWith(".map"),
  });
copy(".next/standalone");
copy(".next/recount");
copy("db/migrations");
copy("scripts/container.sh", "container.sh");
copy("LICENSE");

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { missingPatch } from "./patches.mjs";

const root = process.cwd();
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), "recount-patches-"));
  cpSync(path.join(root, "patches"), path.join(copy, "patches"), { recursive: true });
  for (const patch of readdirSync(path.join(root, "patches"))) {
    const text = readFileSync(path.join(root, "patches", patch), "utf8");
    for (const [, file = ""] of patch.endsWith(".patch") ? text.matchAll(/^\+\+\+ b\/(\S+)$/gm) : [])
      cpSync(path.join(root, file), path.join(copy, file));
  }
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it("a driver as it was installed here is patched", () => {
  expect(missingPatch(copy)).toBeNull();
});

it("a driver that lacks one line of its patch is not, and neither is one that is missing", () => {
  const file = path.join(copy, "node_modules/postgres/src/connection.js");
  const text = readFileSync(file, "utf8");
  const added = /^\+\s+(\S.{12,})$/m.exec(
    readFileSync(path.join(copy, "patches/postgres+3.4.9.patch"), "utf8").split(
      "+++ b/node_modules/postgres/src/connection.js",
    )[1] ?? "",
  )?.[1] as string;
  expect(text).toContain(added);
  writeFileSync(file, text.replaceAll(added, ""));
  expect(missingPatch(copy)).toBe("node_modules/postgres/src/connection.js (postgres+3.4.9.patch)");
  rmSync(path.join(copy, "node_modules/postgres"), { recursive: true });
  expect(missingPatch(copy)).toMatch(/^node_modules\/postgres\//);
});

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { missingPatch } from "./patches.mjs";

const root = process.cwd();
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), "recount-patches-"));
  cpSync(path.join(root, "patches"), path.join(copy, "patches"), { recursive: true });
  mkdirSync(path.join(copy, "node_modules"));
  cpSync(path.join(root, "node_modules/postgres"), path.join(copy, "node_modules/postgres"), {
    recursive: true,
  });
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

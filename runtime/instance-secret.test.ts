import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { instanceSecret } from "./instance-secret";

let dir: string;
beforeAll(() => void (dir = mkdtempSync(path.join(tmpdir(), "recount-secret-"))));
afterAll(() => rmSync(dir, { recursive: true }));

it("is made once, for its owner's eyes, and made anew when a power failure left half of it", () => {
  const file = path.join(dir, "session.key");
  const made = instanceSecret(dir);
  expect(Buffer.from(made, "base64url")).toHaveLength(32);
  expect(instanceSecret(dir)).toBe(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, made.slice(0, 10));
  const again = instanceSecret(dir);
  expect(again).not.toBe(made);
  expect(instanceSecret(dir)).toBe(again);
});

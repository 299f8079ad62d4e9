import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { Bundle } from "./bundle";
import { VERIFIER } from "./verifier";

export interface Verdict {
  ok: boolean;
  where: string | null;
  what: string | null;
  records: number;
  shown: number;
  withheld: number;
  erased: number;
  receipts: number;
  notes: string[];
}

export interface Verifier {
  verify: (bundle: unknown, trusted?: string | null) => Promise<Verdict>;
  verifyText: (text: string, trusted?: string | null) => Promise<Verdict>;
  sentence: (verdict: Verdict) => string;
  sha256: (bytes: Uint8Array) => Uint8Array;
}

/** The verifier as whoever downloads it has it: a file. */
function writeVerifier(): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "recount-verifier-")), "recount-verify.mjs");
  writeFileSync(file, VERIFIER);
  return file;
}

export async function loadVerifier(): Promise<Verifier> {
  Object.assign(globalThis, { recountVerifyIsLoaded: true });
  await import(/* @vite-ignore */ pathToFileURL(writeVerifier()).href);
  return (globalThis as unknown as { recountVerify: Verifier }).recountVerify;
}

export const readBundle = (text: string): Bundle => JSON.parse(text) as Bundle;

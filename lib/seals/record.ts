import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

import { HASH_BYTES, sha256Behind, sha256Hex } from "./merkle";

/**
 * A record that is sealed: fields in order, each a path and a value as canonical JSON (RFC 8785). A field's hash is SHA-256 over its salt
 * and its value, so that it can be given without the value, which nobody can guess from it. The list of fields names hashes and paths,
 * one a line; the leaf of the tree holds the hash of that list. Why so: docs/adr/0019-seals.md.
 *
 * A line is `HASH PATH`, or `= N+COUNT PATH` where what stands at a path is what fields from the Nth on say.
 */
export interface SealedRecord {
  /** Lines of the list, a path where a field's hash will stand before it. */
  layout: string[];
  /** Of each field, in the order of its lines. */
  values: string[];
}

/** A line that refers to fields. */
const REFERENCE = /^= (\d+)\+(\d+) (.+)$/;

export interface Reference {
  from: number;
  count: number;
  path: string;
}

/** Null: the line is a field's path. */
export function referenceOf(line: string): Reference | null {
  const match = REFERENCE.exec(line);
  return match === null
    ? null
    : { from: Number(match[1]), count: Number(match[2]), path: match[3] as string };
}

/** Paths of the fields alone. */
export const pathsOf = (layout: readonly string[]): string[] =>
  layout.filter((line) => !line.startsWith("= "));

export const SALT_BYTES = 16;
const SEED_BYTES = 32;
/** What stands where a salt was destroyed. */
const GONE = Buffer.alloc(SALT_BYTES);

/** Seeds of so many records. */
export function newSeeds(count: number): Buffer[] {
  const bytes = randomBytes(count * SEED_BYTES);
  return Array.from({ length: count }, (_, n) => bytes.subarray(n * SEED_BYTES, (n + 1) * SEED_BYTES));
}

/** Salts of `count` fields, one after the other: SHAKE256 of the seed, which none of them tells anything about. */
export const saltsOf = (seed: Uint8Array, count: number): Buffer =>
  count === 0
    ? Buffer.alloc(0)
    : createHash("shake256", { outputLength: count * SALT_BYTES })
        .update(seed)
        .digest();

/** Null: it was destroyed. */
export function saltAt(salts: Buffer, field: number): Buffer | null {
  const salt = salts.subarray(field * SALT_BYTES, (field + 1) * SALT_BYTES);
  return salt.length === SALT_BYTES && !timingSafeEqual(salt, GONE) ? salt : null;
}

/** The same salts without those of these fields, which nothing that is left tells. */
export function withoutSalts(salts: Buffer, fields: Iterable<number>): Buffer {
  const left = Buffer.from(salts);
  for (const field of fields) left.fill(0, field * SALT_BYTES, (field + 1) * SALT_BYTES);
  return left;
}

export const fieldHash = (salt: Uint8Array, value: string): Buffer =>
  Buffer.from(sha256Behind(salt, value), "hex");

/** Hashes of all fields, one after the other, as hex digits. */
export function hashFields(values: readonly string[], salts: Buffer): string {
  let hashes = "";
  for (let field = 0; field < values.length; field++)
    hashes += sha256Behind(
      salts.subarray(field * SALT_BYTES, (field + 1) * SALT_BYTES),
      values[field] as string,
    );
  return hashes;
}

export const hashAt = (hashes: Buffer, field: number): Buffer =>
  hashes.subarray(field * HASH_BYTES, (field + 1) * HASH_BYTES);

/** The list of fields as it is hashed. @param hashes of the fields, as hex digits */
export function listText(layout: readonly string[], hashes: string): string {
  let field = 0;
  let text = "";
  for (const line of layout) {
    if (line.startsWith("= ")) text += `${line}\n`;
    else {
      text += `${hashes.slice(field * 64, field * 64 + 64)} ${line}\n`;
      field++;
    }
  }
  return text;
}

/** As hex digits. @param hashes of the fields, as hex digits */
export const hashOfList = (layout: readonly string[], hashes: string): string =>
  sha256Hex(listText(layout, hashes));

/** The value that stands at each path, references followed; a list's items each by their own path. */
export function valuesByPath({ layout, values }: SealedRecord): Map<string, string> {
  const found = new Map<string, string>();
  let field = 0;
  for (const line of layout) {
    const reference = referenceOf(line);
    if (reference === null) {
      found.set(line, values[field++] as string);
      continue;
    }
    for (const [n, path] of pathsOfReference(reference).entries())
      found.set(path, values[reference.from + n] as string);
  }
  return found;
}

/** Paths that a reference stands for: of several, the last part of the first one counts on. */
export function pathsOfReference({ count, path }: Reference): string[] {
  if (count === 1) return [path];
  const at = path.lastIndexOf("/") + 1;
  const first = Number(path.slice(at));
  return Array.from({ length: count }, (_, n) => `${path.slice(0, at)}${first + n}`);
}

/** What is kept of a record that was sealed. */
export interface KeptRecord {
  layout: readonly string[];
  hashes: Buffer;
  seed: Buffer | null;
  salts: Buffer | null;
  /** Its retention has ended: parts of what it is about may be gone already. */
  isFading?: boolean;
}

export const keptSalts = ({ layout, seed, salts }: KeptRecord): Buffer =>
  seed === null ? (salts ?? Buffer.alloc(0)) : saltsOf(seed, pathsOf(layout).length);

/** Of each field the value that was sealed, where what is stored now is that; null: it is gone, or is another one. */
export function matchFields(kept: KeptRecord, now: SealedRecord): (string | null)[] {
  const salts = keptSalts(kept);
  const values = valuesByPath(now);
  return pathsOf(kept.layout).map((path, field) => {
    const value = values.get(path);
    const salt = saltAt(salts, field);
    if (value === undefined || salt === null) return null;
    return fieldHash(salt, value).equals(hashAt(kept.hashes, field)) ? value : null;
  });
}

/** Whether what is stored is what was sealed, all of it. */
export function isSame(kept: KeptRecord, now: SealedRecord): boolean {
  if (kept.layout.length !== now.layout.length) return false;
  if (kept.layout.some((line, index) => line !== now.layout[index])) return false;
  return matchFields(kept, now).every((value) => value !== null);
}

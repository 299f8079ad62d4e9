import { randomInt } from "node:crypto";

import type { Bundle, BundleRecord, Entry } from "@/lib/evidence/bundle";
import type { Verifier } from "@/lib/evidence/testing";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Json } from "@/lib/model/json";
import { fieldHash, saltAt, saltsOf, withoutSalts } from "@/lib/seals/record";
import { sha256 } from "@/lib/seals/merkle";
import type { Signer } from "@/lib/seals/signing-keys";

import { report } from "../report";

interface Redactions {
  bundle: Bundle;
  signer: Signer;
  redactions: number;
  verifier: Verifier;
}

/**
 * Takes random fields out of random records, as a file does that withholds them and as an erasure does that destroys their salts, and
 * checks what is left: the file verifies, every field that was not touched is shown and proven, and neither value nor salt of the others is
 * in it.
 */
export async function eraseSalts({ bundle, signer, redactions, verifier }: Redactions): Promise<void> {
  let [verified, proven, fields, leaks] = [0, 0, 0, 0];
  for (let n = 0; n < redactions; n++) {
    const record = structuredClone(bundle.records[randomInt(bundle.records.length)]) as BundleRecord;
    const gone: { value: string; salt: string }[] = [];
    const list = record.list.map((entry): Entry => {
      if (!("value" in entry) || randomInt(3) > 0) return entry;
      const value = canonicalJson(entry.value);
      gone.push({ value, salt: entry.salt });
      const hash = fieldHash(Buffer.from(entry.salt, "hex"), value).toString("hex");
      return { path: entry.path, hash, state: randomInt(2) === 0 ? "withheld" : "erased" };
    });
    const one = resigned({ ...bundle, records: [{ ...record, list }] }, signer);
    const text = canonicalJson(one as unknown as Json);
    const { ok, shown } = await verifier.verify(JSON.parse(text));
    const left = list.filter((entry) => "value" in entry).length;
    if (ok) verified++;
    if (ok && shown === left) proven += left;
    fields += left;
    // A short value ("1", "true") stands in every file: what is long enough to tell is looked for.
    const others = new Set(list.flatMap((entry) => ("value" in entry ? [canonicalJson(entry.value)] : [])));
    for (const { value, salt } of gone)
      if (
        text.includes(salt) ||
        (value.length > 24 && !others.has(value) && text.includes(JSON.stringify(value).slice(1, -1)))
      )
        leaks++;
  }
  report({
    name: "redactions and erasures after which the file verifies",
    value: verified,
    unit: `of ${redactions}`,
  });
  report({ name: "untouched fields that are proven", value: proven, unit: `of ${fields}` });
  report({ name: "erased values or salts found in a file", value: leaks, unit: "" });
  report({
    name: "salts of the store that are left after an erasure of random fields",
    value: leftSalts(redactions),
    unit: "",
  });
}

/** The salts that the store keeps once some were destroyed hold none of those, and all others. */
function leftSalts(rounds: number): number {
  let wrong = 0;
  for (let n = 0; n < rounds; n++) {
    const count = 1 + randomInt(30);
    const salts = saltsOf(Buffer.from(String(n).padStart(32, "0")), count);
    const gone = new Set(Array.from({ length: 1 + randomInt(count) }, () => randomInt(count)));
    const left = withoutSalts(salts, gone);
    for (let field = 0; field < count; field++) {
      const [before, after] = [saltAt(salts, field), saltAt(left, field)];
      if (
        gone.has(field) ? after !== null || left.includes(before as Buffer) : !after?.equals(before as Buffer)
      )
        wrong++;
    }
  }
  return wrong;
}

/** The file with other records, signed again: as whoever makes it would. */
function resigned(bundle: Bundle, signer: Signer): Bundle {
  const receipts: string[] = [];
  const manifest = JSON.parse(bundle.manifest) as { parts: Record<string, string>; records: number };
  const hashOf = (part: unknown): string => sha256(canonicalJson(part as Json)).toString("hex");
  const text = canonicalJson({
    ...manifest,
    records: bundle.records.length,
    parts: { ...manifest.parts, records: hashOf(bundle.records), receipts: hashOf(receipts) },
  } as unknown as Json);
  return {
    ...bundle,
    receipts,
    manifest: text,
    manifest_signature: signer.sign("manifest", text).toString("hex"),
  };
}

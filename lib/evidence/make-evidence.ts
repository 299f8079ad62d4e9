import { createHash } from "node:crypto";

import { inProject } from "@/db/tenant";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Json } from "@/lib/model/json";
import { listKeys, openSigner, type Signer, type SigningSettings } from "@/lib/seals/signing-keys";

import { awaitSeals } from "./await-seals";
import type { Bundle, BundleKey, Manifest } from "./bundle";
import { chooseTraces, storedQuery } from "./choose-traces";
import { evidenceHtml, evidenceShell, recordHtml, wordsOf } from "./evidence-html";
import { type Found, readEvidence } from "./read-evidence";
import { receiptsOf } from "./receipts";
import type { EvidenceQuery } from "./schemas";

/** Characters of one file, about: what a browser opens without waiting. */
const MOST_CHARACTERS = 32 * 1024 ** 2;

interface EvidenceFile {
  name: string;
  type: "text/html" | "application/json";
  content: string;
}

/**
 * A file of evidence: records of traces as they are sealed, with what shows that they were not changed, for somebody who has neither this
 * server nor its network. The audit log tells who made it, of what and why.
 * @throws Failure forbidden, bad_request, not_found, body_too_large, unavailable (not sealed yet)
 */
export async function makeEvidence(
  ctx: Context,
  asked: EvidenceQuery,
  { signing, zone }: { signing: SigningSettings; zone: string },
): Promise<EvidenceFile> {
  requirePermission(ctx, "make_evidence");
  const { query, traces } = await inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const kept = await storedQuery(tx, ctx, asked, signing.secret);
      return { query: kept, traces: await chooseTraces(tx, ctx, kept) };
    },
    { readOnly: true },
  );
  await awaitSeals(ctx, traces);
  const signer = await openSigner(ctx.sql, signing, ctx.now());
  const keys = (await listKeys(ctx.sql)).map(({ announcement, signature }): BundleKey => ({
    announcement,
    signature: signature?.toString("hex") ?? null,
  }));
  const detail: Record<string, unknown> = { kind: query.kind, format: query.format };
  const what = { action: "evidence.made", target: subjectOf(query), detail } as const;
  // What is handed out and the row that tells of it are one transaction.
  const content = await readContent(ctx, what, async (tx) => {
    noteContent(
      tx,
      traces.map(({ traceId }) => traceId),
    );
    const found = await readEvidence(tx, ctx, {
      traces,
      targets: query.kind === "incident" ? [query.of as string] : [],
      leaveOut: query.leave_out,
      paths: new Set(query.path),
    });
    const page = recordHtml(found.records, zone);
    if (page.length > MOST_CHARACTERS)
      throw new Failure(
        "body_too_large",
        "This is too much for one file that a browser opens. Give a shorter range, or leave out attributes.",
      );
    const { bundle, manifest, shell } = sign(ctx, query, { found, keys, page, signer, zone });
    Object.assign(detail, {
      left_out: manifest.left_out,
      ...(manifest.reason !== null && { reason: manifest.reason }),
      manifest_sha256: sha256(bundle.manifest),
    });
    return query.format === "json" ? canonicalJson(bundle as unknown as Json) : evidenceHtml(shell, bundle);
  });
  const name = `evidence-${query.kind}-${(query.of ?? "range").replaceAll(/[^\w.-]+/g, "_").slice(0, 60)}.${query.format}`;
  return { name, type: query.format === "json" ? "application/json" : "text/html", content };
}

const subjectOf = ({ of, from, to }: EvidenceQuery): string => of ?? `${from} to ${to}`;

interface Parts {
  found: Found;
  keys: BundleKey[];
  page: string;
  signer: Signer;
  zone: string;
}

/** Puts a file together and signs what it consists of. */
export function sign(
  ctx: Pick<Context, "project" | "actor" | "now">,
  query: EvidenceQuery,
  { found, keys, page, signer, zone }: Parts,
): { bundle: Bundle; manifest: Manifest; shell: string } {
  const { heads, records, missing } = found;
  const receipts = receiptsOf(records, signer);
  const hashOf = (part: unknown): string => sha256(canonicalJson(part as Json));
  const manifest: Manifest = {
    v: 1,
    kind: query.kind,
    of: subjectOf(query),
    project: ctx.project.slug,
    made_by: ctx.actor.name,
    made_at: ctx.now().toISOString(),
    reason: query.reason ?? null,
    left_out: [...query.leave_out, ...query.path],
    records: records.length,
    missing,
    parts: { keys: hashOf(keys), heads: hashOf(heads), records: hashOf(records), receipts: hashOf(receipts) },
    page: sha256(page),
  };
  const shell = evidenceShell(manifest, { heads, page, zone, keyId: signer.keyId });
  Object.assign(manifest, { file: sha256(shell), words: sha256(wordsOf(shell)) });
  const text = canonicalJson(manifest as unknown as Json);
  const bundle: Bundle = {
    format: "recount-evidence/1",
    manifest: text,
    manifest_key: signer.keyId,
    manifest_signature: signer.sign("manifest", text).toString("hex"),
    keys,
    heads,
    records,
    receipts,
  };
  return { bundle, manifest, shell };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

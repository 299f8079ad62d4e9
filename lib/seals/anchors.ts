import { open } from "node:fs/promises";

import type { Sql } from "@/db/client";
import { canonicalJson } from "@/lib/model/canonical-json";

/** Heads that are put outside at once. */
const AT_ONCE = 500;
const KIND = "file";

interface Waiting {
  projectId: number;
  log: string;
  number: number;
  body: string;
  keyId: string;
  signature: Buffer;
}

/**
 * Adds heads to a file that lies outside of the database, one a line as canonical JSON. Whoever makes that file append-only (chattr +a, a
 * write-once share) has what shows that heads were taken back, whoever holds the database and the key. A head may stand there twice.
 * @returns how many were added
 */
export async function anchorHeads(sql: Sql, file: string, now: Date): Promise<number> {
  const heads = await sql<Waiting[]>`
    select h.project_id as "projectId", h.log, h.number, h.body, h.key_id as "keyId", h.signature
    from tree_heads h
    where not exists (
      select from seal_anchors a
      where a.project_id = h.project_id and a.log = h.log and a.number = h.number and a.kind = ${KIND}
    )
    order by h.made_at, h.project_id, h.log, h.number
    limit ${AT_ONCE}`;
  if (heads.length === 0) return 0;
  const lines = heads.map(({ projectId, log, number, body, keyId, signature }) =>
    canonicalJson({
      project_id: projectId,
      log,
      number,
      body,
      key: keyId,
      signature: Buffer.from(signature).toString("hex"),
    }),
  );
  const handle = await open(file, "a", 0o600);
  try {
    await handle.appendFile(`${lines.join("\n")}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  for (const { projectId, log, number } of heads)
    await sql`
      insert into seal_anchors (project_id, log, number, kind, at, detail)
      values (${projectId}, ${log}, ${number}, ${KIND}, ${now}, ${file})
      on conflict do nothing`;
  return heads.length;
}

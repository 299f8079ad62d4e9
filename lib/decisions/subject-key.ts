import { createHmac, hkdfSync } from "node:crypto";

import type { Querying } from "@/db/client";
import { Failure } from "@/lib/errors";

const KEY_BYTES = 32;
/** Of a hash, in hex: 128 bits. */
const HASH_BYTES = 16;
/** How a hashed subject is told from a clear one. */
const PREFIX = "hmac:";

export const isHashed = (subject: string): boolean => /^hmac:[0-9a-f]{32}$/.test(subject);

/**
 * The key of one project that subjects and documents are hashed with: made of a part in the database and of one outside of it (the
 * setting RECOUNT_SECRET, or what the data folder holds), as keys of providers are sealed. Another secret makes other hashes: then
 * decisions are to be made again.
 */
export class SubjectKey {
  private constructor(private readonly key: Buffer) {}

  /** @throws Failure unavailable before the first start has finished */
  static async of(sql: Querying, projectId: number, outside: string | undefined): Promise<SubjectKey> {
    const [row] = await sql<{ secret: Buffer | null }[]>`select decision_secret() as secret`;
    if (!row?.secret)
      throw new Failure(
        "unavailable",
        "Recount has not finished its first start; try again in a few seconds.",
      );
    const salt = Buffer.from(row.secret);
    const info = `recount decisions of project ${projectId}`;
    return new SubjectKey(Buffer.from(hkdfSync("sha256", outside ?? "", salt, info, KEY_BYTES)));
  }

  /** What stands for a subject where projects want none in clear. The same subject has the same hash. */
  subject(clear: string): string {
    return PREFIX + this.hash("subject", clear).toString("hex");
  }

  /** Tells two texts of a document apart. */
  content(text: string): Buffer {
    return this.hash("content", text);
  }

  private hash(what: string, text: string): Buffer {
    return createHmac("sha256", this.key).update(`${what}\n${text}`).digest().subarray(0, HASH_BYTES);
  }
}

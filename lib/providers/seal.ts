import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Sql } from "postgres";

import { Failure } from "@/lib/errors";

/** AES-256-GCM: nonce, tag, then the text. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** What a key is for: sealed for one project and address, it opens for no other, whoever copies rows about. */
interface Purpose {
  projectId: number;
  baseUrl: string;
}

const boundTo = ({ projectId, baseUrl }: Purpose): Buffer => Buffer.from(`${projectId}\n${baseUrl}`);

/**
 * The key that keys of providers are sealed with: made of a part in the database and of one outside of it, so that a dump of the
 * database is not enough to read them.
 */
export class Seal {
  private constructor(private readonly key: Buffer) {}

  /**
   * @param sql as role recount_app
   * @param outside the setting RECOUNT_SECRET, or what the data folder holds; absent: the part in the database alone
   * @throws Failure unavailable before the first start has finished
   */
  static async of(sql: Sql, outside: string | undefined): Promise<Seal> {
    const [row] = await sql<{ secret: Buffer | null }[]>`select sealing_secret() as secret`;
    if (!row?.secret)
      throw new Failure(
        "unavailable",
        "Recount has not finished its first start; try again in a few seconds.",
      );
    const salt = Buffer.from(row.secret);
    const key = hkdfSync("sha256", outside ?? "", salt, "recount keys of model providers", KEY_BYTES);
    return new Seal(Buffer.from(key));
  }

  close(text: string, purpose: Purpose): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce).setAAD(boundTo(purpose));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Null: it was sealed with another secret, for another address, or is damaged. */
  open(sealed: Buffer, purpose: Purpose): string | null {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(purpose)).setAuthTag(tag);
      const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    } catch {
      return null;
    }
  }
}

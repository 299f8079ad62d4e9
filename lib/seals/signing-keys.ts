import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { readFileSync } from "node:fs";

import type { Querying, Sql } from "@/db/client";
import { Failure } from "@/lib/errors";
import { canonicalJson } from "@/lib/model/canonical-json";

import { sha256 } from "./merkle";

/** Where the key comes from that heads and files are signed with. */
export interface SigningSettings {
  /** RECOUNT_SIGNING_KEY: an Ed25519 key as PEM, or the file that holds it; absent: the store keeps one. */
  key: string | undefined;
  /** What kept keys are sealed with outside of the database. */
  secret: string | undefined;
}

export interface StoredKey {
  number: number;
  id: string;
  publicKey: Buffer;
  announcement: string;
  signature: Buffer | null;
  madeAt: string;
}

/** Signs with one key. */
export class Signer {
  constructor(
    readonly keyId: string,
    readonly publicKey: Buffer,
    private readonly key: KeyObject,
  ) {}

  /** @param what of which kind the text is: a signature of one kind is none of another */
  sign(what: SignedKind, text: string): Buffer {
    return sign(null, signedBytes(what, text), this.key);
  }

  /** Over these bytes alone, for formats of others. */
  signRaw(bytes: Uint8Array): Buffer {
    return sign(null, bytes, this.key);
  }
}

export type SignedKind = "tree head" | "signing key" | "manifest";

/** What is signed: a line that says what it is, then the text. */
export const signedBytes = (what: SignedKind, text: string): Buffer =>
  Buffer.from(`Recount ${what} v1\n${text}`);

/** Of an Ed25519 key, 32 bytes: RFC 8410 wraps them. */
const rawOf = (key: KeyObject): Buffer =>
  (createPublicKey(key).export({ type: "spki", format: "der" }) as Buffer).subarray(-32);

/** The first 16 hex digits of the public key's SHA-256. */
export const keyIdOf = (publicKey: Uint8Array): string => sha256(publicKey).toString("hex").slice(0, 16);

/** @throws Failure bad_request when it is no Ed25519 key */
export function readKey(setting: string): KeyObject {
  let pem = setting;
  try {
    if (!setting.includes("-----BEGIN")) pem = readFileSync(setting, "utf8");
    const key = createPrivateKey(pem.replaceAll("\\n", "\n"));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (error) {
    throw new Failure(
      "bad_request",
      "RECOUNT_SIGNING_KEY cannot be read: it must be a private Ed25519 key as PEM, or the path of a file with one. Make one with: openssl genpkey -algorithm ed25519",
      { cause: error },
    );
  }
  throw new Failure(
    "bad_request",
    "RECOUNT_SIGNING_KEY is no Ed25519 key. Make one with: openssl genpkey -algorithm ed25519",
  );
}

/** Keys that ever signed, the newest last. */
export async function listKeys(sql: Querying): Promise<StoredKey[]> {
  const rows = await sql<
    (Omit<StoredKey, "publicKey" | "signature"> & { publicKey: Buffer; signature: Buffer | null })[]
  >`
    select number, id, public_key as "publicKey", announcement, signature, made_at as "madeAt" from signing_keys order by number`;
  return rows.map((row) => ({
    ...row,
    publicKey: Buffer.from(row.publicKey),
    signature: row.signature && Buffer.from(row.signature),
  }));
}

/** AES-256-GCM: nonce, tag, then the key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

async function sealingKey(sql: Querying, secret: string | undefined): Promise<Buffer> {
  const [row] = await sql<{ secret: Buffer | null }[]>`select signing_secret() as secret`;
  if (!row?.secret)
    throw new Failure("unavailable", "Recount has not finished its first start; try again in a few seconds.");
  return Buffer.from(hkdfSync("sha256", secret ?? "", Buffer.from(row.secret), "recount signing keys", 32));
}

function close(key: KeyObject, sealing: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sealing, nonce);
  const text = cipher.update(key.export({ type: "pkcs8", format: "der" }) as Buffer);
  const sealed = Buffer.concat([text, cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function open(sealed: Buffer, sealing: Buffer): KeyObject | null {
  try {
    const decipher = createDecipheriv("aes-256-gcm", sealing, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const der = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    return createPrivateKey({
      key: Buffer.concat([der, decipher.final()]),
      format: "der",
      type: "pkcs8",
    });
  } catch {
    return null;
  }
}

/** Whoever makes a key holds this: two workers that start at once make one. */
const KEY_LOCK = 7003;

/**
 * The key that signs now: that of the setting, else the one that the store keeps, which is made at first. A key that is new is announced,
 * signed by the one before where that is at hand.
 */
export async function openSigner(sql: Sql, settings: SigningSettings, now: Date): Promise<Signer> {
  return (await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${KEY_LOCK})`;
    const given = settings.key === undefined ? null : readKey(settings.key);
    const [last] = await tx<{ number: number; id: string; sealedKey: Buffer | null }[]>`
      select number, id, sealed_key as "sealedKey" from signing_keys order by number desc limit 1`;
    const sealing = await sealingKey(tx, settings.secret);
    const kept = last?.sealedKey ? open(Buffer.from(last.sealedKey), sealing) : null;
    if (given === null) {
      if (kept !== null) return signerOf(kept);
      if (last?.sealedKey)
        throw new Failure(
          "conflict",
          "The key for signing cannot be opened: RECOUNT_SECRET is not what it was when the key was made. Put it back, or set RECOUNT_SIGNING_KEY to another key.",
        );
    } else {
      // The next key may have been told already: the setting says when it begins to sign.
      const [known] = await tx`select from signing_keys where id = ${keyIdOf(rawOf(given))}`;
      if (known) return signerOf(given);
    }
    const key = given ?? generateKeyPairSync("ed25519").privateKey;
    const signer = signerOf(key);
    await announce(tx, {
      signer,
      before: kept && signerOf(kept),
      sealed: given ? null : close(key, sealing),
      now,
    });
    return signer;
  })) as Signer;
}

/** Makes another key, told by the one that signs now. With the setting, the next key is the one of the setting's file. */
export async function rotateKey(
  sql: Sql,
  settings: SigningSettings,
  next: string | undefined,
  now: Date,
): Promise<StoredKey> {
  const before = await openSigner(sql, settings, now);
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${KEY_LOCK})`;
    const key = next === undefined ? generateKeyPairSync("ed25519").privateKey : readKey(next);
    const sealed = next === undefined ? close(key, await sealingKey(tx, settings.secret)) : null;
    await announce(tx, { signer: signerOf(key), before, sealed, now });
  });
  return (await listKeys(sql)).at(-1) as StoredKey;
}

const signerOf = (key: KeyObject): Signer => {
  const publicKey = rawOf(key);
  return new Signer(keyIdOf(publicKey), publicKey, key);
};

interface NewKey {
  signer: Signer;
  before: Signer | null;
  sealed: Buffer | null;
  now: Date;
}

async function announce(tx: Querying, { signer, before, sealed, now }: NewKey): Promise<void> {
  const earlier = await listKeys(tx);
  if (earlier.some(({ id }) => id === signer.keyId))
    throw new Failure(
      "conflict",
      `The key ${signer.keyId} is known already: the next one must be a new one.`,
    );
  const last = earlier.at(-1);
  const announcement = canonicalJson({
    v: 1,
    number: (last?.number ?? 0) + 1,
    key: signer.publicKey.toString("hex"),
    previous: last ? last.publicKey.toString("hex") : null,
    made_at: now.toISOString(),
  });
  const signature =
    before !== null && before.keyId === last?.id ? before.sign("signing key", announcement) : null;
  await tx`
    insert into signing_keys (number, id, public_key, sealed_key, announcement, signature, made_at)
    values (${(last?.number ?? 0) + 1}, ${signer.keyId}, ${signer.publicKey}, ${sealed}, ${announcement}, ${signature}, ${now})`;
}

import { createHash, randomBytes } from "node:crypto";

/** A new secret for a link: 32 random bytes that survive in a URL. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What is stored of it. 256 random bits leave nothing to guess, so one plain hash is enough. */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();

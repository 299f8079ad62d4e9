import * as crypto from "node:crypto";

/** One-shot hashing (Node 20.12 and later) costs half of a Hash object for texts of a few hundred bytes. */
const sha256 = (text: string): string =>
  typeof crypto.hash === "function"
    ? crypto.hash("sha256", text, "hex")
    : crypto.createHash("sha256").update(text).digest("hex");

/** First 128 bits of SHA-256, as 32 hex digits. */
export const digest128 = (text: string): string => sha256(text).slice(0, 32);

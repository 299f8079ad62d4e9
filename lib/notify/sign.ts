import { createHmac } from "node:crypto";

/**
 * The header by which a receiver knows that we sent this body, and when: `t=<seconds>,v1=<HMAC-SHA256 of "<t>.<body>", hex>`.
 * With the time in it, a request that somebody recorded is of no use later.
 */
export function signature(secret: string, body: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1000);
  return `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`;
}

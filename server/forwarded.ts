import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

import type { Env } from "@/lib/env";
import { log } from "@/lib/log";

/** Who asks, and how, where proxies stand in between. */
export interface Forwarded {
  /** The network address of the client: of the last one on the way that is no trusted proxy. */
  clientOf(request: IncomingMessage): string;
  /** Whether the client's own connection is https, as far as that is known from somebody who is believed. */
  isSecure(request: IncomingMessage): boolean;
  /** What the console may believe of the connection, by header: what a stranger says of it is not among them. */
  headersOf(request: IncomingMessage): Record<string, string>;
}

/** What proxies say of the connection, in the words of any of them. */
export const SAID_OF_CONNECTION = /^(?:x-forwarded-.*|forwarded|x-real-ip)$/;

/** @param env whose X-Forwarded-* are believed, and the address that people use */
export function forwardedBy({
  trustedProxies,
  publicUrl,
}: Pick<Env, "trustedProxies" | "publicUrl">): Forwarded {
  const trusted = new BlockList();
  for (const network of trustedProxies) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string): boolean => {
    const version = isIP(address);
    return version !== 0 && trusted.check(address, version === 6 ? "ipv6" : "ipv4");
  };
  const peerOf = ({ socket }: IncomingMessage): string => plain(socket.remoteAddress ?? "unknown");
  const firstOf = (request: IncomingMessage, name: string): string =>
    textOf(request, name).split(",")[0]?.trim() ?? "";
  const publicHost = publicUrl === undefined ? null : new URL(publicUrl).host;
  let warned = false;
  const forwarded: Forwarded = {
    clientOf(request) {
      const hops = textOf(request, "x-forwarded-for").split(",").map(plain);
      let client = peerOf(request);
      // From the nearest on: each trusted proxy says who asked it.
      while (isTrusted(client) && hops.at(-1)) client = hops.pop() as string;
      if (!warned && trustedProxies.length === 0 && hops.at(-1)) {
        warned = true;
        log.warn(
          { peer: client },
          "X-Forwarded-For is not believed: name the proxies in front in RECOUNT_TRUSTED_PROXIES",
        );
      }
      return client;
    },
    isSecure: (request) =>
      publicUrl?.startsWith("https:") ??
      (isTrusted(peerOf(request)) && firstOf(request, "x-forwarded-proto") === "https"),
    headersOf(request) {
      const trusted = isTrusted(peerOf(request));
      const host = firstOf(request, "x-forwarded-host");
      const port = trusted ? firstOf(request, "x-forwarded-port") : "";
      return {
        "x-forwarded-for": forwarded.clientOf(request),
        // A stranger may say what the settings say: a proxy that nobody named.
        "x-forwarded-host": (trusted || host === publicHost ? host : "") || (request.headers.host ?? ""),
        "x-forwarded-port": port || String(request.socket.localPort),
        "x-forwarded-proto": forwarded.isSecure(request) ? "https" : "http",
      };
    },
  };
  return forwarded;
}

/** IPv4 as such, also where it comes through a socket of IPv6; without the port that some proxies add. */
const plain = (address: string): string =>
  address
    .trim()
    .replace(/^::ffff:(?=\d+\.)/i, "")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^\[(.+)\](:\d+)?$/, "$1");

function textOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}

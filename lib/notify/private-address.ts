import { isIP } from "node:net";

import ipaddr from "ipaddr.js";

/** Networks that only this machine or its neighbours reach; 198.18/15 is handed out by some private name servers. */
const PRIVATE: ReadonlySet<string> = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);
const BENCHMARK = ipaddr.parseCIDR("198.18.0.0/15") as [ipaddr.IPv4, number];
/** The only part of IPv6 that is routed between networks. */
const GLOBAL = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];
/** NAT64 of the well-known prefix: the last 32 bits are the address that is reached. */
const NAT64 = ipaddr.parseCIDR("64:ff9b::/96") as [ipaddr.IPv6, number];

/** Where clouds tell a machine its own secrets, besides 169.254/16, which is link-local: Alibaba, Azure, AWS, Google. */
const METADATA = new Set(["100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"]);
const METADATA_NAMES =
  /^(metadata|instance-data)(\.|$)|(^|\.)(metadata\.google\.internal|metadata\.goog|metadata\.tencentyun\.com)$/;

type Kind = "public" | "private" | "never";

/**
 * Why nothing may be sent to an address; null: it may. What is no ordinary address of one receiver (link-local, multicast,
 * documentation, tunnels of other addresses) is never sent to, whatever the settings say.
 */
export function refusalOf(address: string, allowPrivate: boolean): string | null {
  if (isIP(address) === 0) return "is no address";
  const kind = kindOf(parsed(address));
  if (kind === "never") return "is never sent to";
  if (kind === "private" && !allowPrivate)
    return "is within a private network; the setting RECOUNT_PRIVATE_WEBHOOKS=on allows that";
  return null;
}

/** Why nothing may be sent to a host by this name, whatever it resolves to; null: it is looked up. */
export const refusalOfName = (host: string): string | null =>
  METADATA_NAMES.test(host.toLowerCase().replace(/\.+$/, "")) ? "is never sent to" : null;

/** The library takes ::1.2.3.4 for ::ffff:1.2.3.4, so IPv6 is handed to it in hexadecimal alone. */
function parsed(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  if (isIP(address) === 4) return ipaddr.parse(address);
  return ipaddr.parse(new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1));
}

function kindOf(address: ipaddr.IPv4 | ipaddr.IPv6): Kind {
  if (METADATA.has(address.toString())) return "never";
  const range = address.range();
  if (address instanceof ipaddr.IPv4) {
    if (range === "unicast") return "public";
    return PRIVATE.has(range) || address.match(BENCHMARK) ? "private" : "never";
  }
  if (address.isIPv4MappedAddress()) return kindOf(address.toIPv4Address());
  // Reached through a gateway of the network here, so it is this network's affair even where the far end is public.
  if (address.match(NAT64)) return kindOf(lastOf(address)) === "never" ? "never" : "private";
  if (PRIVATE.has(range)) return "private";
  return range === "unicast" && address.match(GLOBAL) && !isTunnelWithin(address) ? "public" : "never";
}

const lastOf = (address: ipaddr.IPv6): ipaddr.IPv4 => new ipaddr.IPv4(address.toByteArray().slice(12));

/** ISATAP: the second half names the IPv4 address to which the packet goes, behind an ordinary prefix. */
const isTunnelWithin = ({ parts }: ipaddr.IPv6): boolean =>
  ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;

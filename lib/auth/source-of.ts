import ipaddr from "ipaddr.js";

/** Where a try comes from: an IPv4 address; of IPv6 the network of 64 bits, all of whose addresses one subscriber has. */
export function sourceOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).join(":")}::/64` : parsed.toString();
}

import { BlockList, isIP } from "node:net";

/** Never, whatever the settings say: metadata services of clouds, multicast, the address that is none. */
const NEVER = new BlockList();
NEVER.addSubnet("169.254.0.0", 16);
NEVER.addSubnet("0.0.0.0", 8);
NEVER.addSubnet("224.0.0.0", 3);
NEVER.addSubnet("fe80::", 10, "ipv6");
NEVER.addSubnet("ff00::", 8, "ipv6");
NEVER.addAddress("::", "ipv6");
NEVER.addAddress("fd00:ec2::254", "ipv6");

/** Networks that only this machine or its neighbours reach. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("100.64.0.0", 10);
PRIVATE.addSubnet("127.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.0.0.0", 24);
PRIVATE.addSubnet("192.168.0.0", 16);
PRIVATE.addSubnet("198.18.0.0", 15);
PRIVATE.addAddress("::1", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("64:ff9b::", 96, "ipv6");

/** Why nothing may be sent to an address; null: it may. IPv4 within IPv6 is judged as what it is. */
export function refusalOf(address: string, allowPrivate: boolean): string | null {
  const version = isIP(address);
  if (version === 0) return "is no address";
  const family = version === 6 ? "ipv6" : "ipv4";
  if (NEVER.check(address, family)) return "is never sent to";
  if (!allowPrivate && PRIVATE.check(address, family))
    return "is within a private network; the setting RECOUNT_PRIVATE_WEBHOOKS=on allows that";
  return null;
}

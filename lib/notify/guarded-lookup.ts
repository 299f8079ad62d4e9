import { lookup as resolve, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";

import { refusalOf, refusalOfName } from "./private-address";

/**
 * A look-up that refuses addresses nobody may be made to ask. It is made with the connection, so that a name which changes its mind
 * in between gets nobody anywhere.
 */
export const guardedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, "");
      try {
        for (const { address } of addresses) refuse(address, allowPrivate);
      } catch (refusal) {
        return callback(refusal as Error, "");
      }
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? "", first?.family ?? 4);
    });
  };

/**
 * What can be told before a look-up: literal addresses, which are never looked up, and names of metadata services.
 * @throws Error with a sentence that may be shown
 */
export function refuseHost(target: URL, allowPrivate: boolean): void {
  const host = target.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return refuse(host, allowPrivate);
  const why = refusalOfName(host);
  if (why !== null) throw new Error(`${host} ${why}`);
}

function refuse(address: string, allowPrivate: boolean): void {
  const why = refusalOf(address, allowPrivate);
  if (why !== null) throw new Error(`${address} ${why}`);
}

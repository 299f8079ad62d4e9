import type { Failure } from "@/lib/errors";

import type { Incoming } from "./incoming";

interface Followed {
  bodyBytes: number;
  failed?: (failure: Failure) => void;
}

const holder = globalThis as unknown as { recountFollowed?: WeakMap<Incoming, Followed> };
/**
 * What is learned of a request on its way, for whoever keeps account of requests; forgotten with the request. On globalThis:
 * server and routes are bundled apart, and who keeps account may have been made by another bundle than the door's.
 */
const requests = (holder.recountFollowed ??= new WeakMap());

function of(request: Incoming): Followed {
  let followed = requests.get(request);
  if (!followed) requests.set(request, (followed = { bodyBytes: 0 }));
  return followed;
}

/** The size of the body as it was sent, once it has been read. */
export const noteBodyBytes = (request: Incoming, bytes: number): void => {
  of(request).bodyBytes = bytes;
};

/** 0: not read. */
export const bodyBytesOf = (request: Incoming): number => requests.get(request)?.bodyBytes ?? 0;

/** Says what to do when this request is answered with a failure. */
export const onFailure = (request: Incoming, failed: (failure: Failure) => void): void => {
  of(request).failed = failed;
};

/** Called where failures become answers. */
export const tellFailure = (request: Incoming, failure: Failure): void =>
  requests.get(request)?.failed?.(failure);

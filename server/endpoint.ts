import { Failure } from "@/lib/errors";
import type { HeaderReader, Incoming } from "@/lib/http/incoming";
import type { Reply } from "@/lib/http/reply";

import type { Store } from "./store";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface EndpointRequest extends Incoming {
  method: string;
  url: string;
  pathname: string;
  query: URLSearchParams;
  /** What the groups of the endpoint's path matched, as it was sent. */
  params: readonly string[];
}

export type Handler = (request: EndpointRequest, store: Store) => Promise<Reply> | Reply;

/** One thing that the server answers. */
export interface Endpoint {
  /** Its name in metrics and logs. */
  name: string;
  /** Matched against the path without its query and without a slash at the end. */
  path: RegExp;
  /** Absent: all requests for the path are its. */
  when?: (headers: HeaderReader) => boolean;
  methods: Partial<Record<Method, Handler>>;
  /** What is said of a failure beside `error`, for clients that look elsewhere. */
  describe?: (failure: Failure) => Record<string, unknown>;
}

/** A group of a path, decoded. @throws Failure bad_request */
export function decoded(param: string | undefined): string {
  try {
    return decodeURIComponent(param ?? "");
  } catch (cause) {
    throw new Failure("bad_request", "The address holds a % that encodes nothing.", { cause });
  }
}

import type { Incoming } from "./incoming";
import { RequestLog } from "./request-log";

/** A request as the server hands it on. */
export const incoming = (url: string, init: RequestInit = {}): Request & Incoming =>
  Object.assign(new Request(url, init), { log: new RequestLog("test") });

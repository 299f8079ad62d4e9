import { Histogram } from "prom-client";

/** By endpoint and class of status: both have few values, whatever is asked. */
const httpDuration = new Histogram({
  name: "recount_http_request_duration_seconds",
  help: "Time from a request's headers to the end of its answer.",
  labelNames: ["endpoint", "status"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});

/** @param status of the answer; null: the client left before its end */
export function observeRequest(endpoint: string, status: number | null, seconds: number): void {
  httpDuration.observe(
    { endpoint, status: status === null ? "aborted" : `${Math.floor(status / 100)}xx` },
    seconds,
  );
}

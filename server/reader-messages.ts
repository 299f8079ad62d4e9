import type { MetricObjectWithValues, MetricValue } from "prom-client";

import type { FailureCode, FailureDetail } from "@/lib/errors";
import type { Reply } from "@/lib/http/reply";
import type { GroupCommitStats } from "@/lib/ingest/group-commit";
import type { Sender } from "@/lib/ingest-usage/rate-limits";

/** What the server and its threads for large bodies say to each other. A thread answers one request at a time. */
export type ToReader =
  | { kind: "read"; request: ReadRequest }
  /** What the thread asked to store is within its limits, or why not. */
  | { kind: "allowed"; spend: number; failure: FailureMessage | null }
  | { kind: "close" };

export type FromReader =
  /** Read; the limits are asked, which the server keeps for all its threads. */
  | { kind: "spend"; spend: number; sender: Sender; spans: number }
  | { kind: "spent"; spend: number; stored: boolean }
  | { kind: "flushed"; projectId: number; day: string; spans: number; total: number }
  | { kind: "answer"; answer: ReadAnswer };

export interface ReadRequest {
  method: string;
  /** Path and query, as they were sent. */
  url: string;
  headers: [string, string][];
  /** Decompressed. */
  body: Uint8Array;
  requestId: string;
  /** As it was sent. */
  bodyBytes: number;
}

export interface ReadAnswer {
  reply: Reply;
  failure: FailureMessage | null;
  /** What was counted since the last answer. */
  counted: MetricObjectWithValues<MetricValue<string>>[];
  commits: Omit<GroupCommitStats, "queuedRows">;
}

/** A failure as it travels between threads: without the body that could not be read. */
export interface FailureMessage {
  code: FailureCode;
  message: string;
  details: FailureDetail[];
  retryAfterSeconds: number | null;
  cause: unknown;
}

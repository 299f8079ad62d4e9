import type { JsonObject } from "@/lib/model/json";
import type { ModelScore, SpanBodies, SpanError } from "@/lib/model/span";
import type { SpanKind } from "@/lib/model/kind";

import type { Facts } from "./facts";
import type { ReportedUsage } from "./reported-usage";

/** One reading of every concept; a dialect fills in what it has a word for. Absent or null: it has not said it. */
export interface Concepts extends SpanBodies {
  /** A copy sent while the span still runs: not a span of its own. */
  pending: boolean;
  kind: SpanKind;
  name: string;
  functionName: string;
  traceName: string;
  feature: string;
  /** Only where the resource names none. */
  service: string;
  environment: string;
  release: string;
  version: string;
  userId: string;
  sessionId: string;
  tags: string[];
  metadata: JsonObject;
  provider: string;
  requestModel: string;
  responseModel: string;
  responseId: string;
  streaming: boolean;
  ttftNs: bigint;
  /** In the client's own word. */
  finishReason: string;
  parameters: JsonObject;
  /** Parameters of what was served: they stand above those that were asked for. */
  served: JsonObject;
  usage: ReportedUsage;
  /** Searches of the web that the provider ran within the call. */
  webSearches: number;
  reportedCostUsd: string;
  /** US dollars for reading and writing the cache, where a client says that and not how many tokens it was. */
  cacheCostUsd: { read: number; write: number };
  toolName: string;
  toolCallId: string;
  promptName: string;
  promptLabel: string;
  isError: boolean;
  error: Partial<SpanError>;
  flags: number;
  scores: ModelScore[];
}

export type Reading = { [Concept in keyof Concepts]?: Concepts[Concept] | null };

/** One client's words for our concepts: pure, over one span. */
export interface Dialect {
  name: string;
  /** Whether the span says anything in this dialect; cheap, asked of every span. */
  matches(facts: Facts): boolean;
  read(facts: Facts): Reading;
}

import { traceIdOfName } from "@/lib/model/client-ids";
import { parseTraceId } from "@/lib/model/ids";

import { textOrNull } from "../dialects/facts";
import type { PartSource, StoredPart } from "@/lib/ingest/pieces/part";
import { attributesOf } from "./attributes";
import type { Names } from "./attributes";
import { timeOf } from "./event";
import { rootSpanId } from "./ids";
import { mergeFields, saidBy } from "./merge-fields";
import type { Said } from "./merge-fields";
import { spanOf } from "./span-of";

const NAMES: Names = {
  name: "langfuse.trace.name",
  userId: "langfuse.user.id",
  sessionId: "langfuse.session.id",
  input: "langfuse.trace.input",
  output: "langfuse.trace.output",
  metadata: "langfuse.trace.metadata",
  tags: "langfuse.trace.tags",
  release: "langfuse.release",
  version: "langfuse.version",
  environment: "langfuse.environment",
  public: "langfuse.trace.public",
};

/**
 * All pieces of a trace -> the span that stands for it, from the earliest time that anything of it says to the latest one.
 * Its observations say their times here too (`observed`), so that a trace whose own event never comes has a root all the same.
 */
export function mergeTrace(parts: readonly StoredPart[]): ReturnType<PartSource["merge"]> {
  const own = parts.filter((part) => saidBy(part).event === "trace");
  const observed = parts.map(saidBy).filter(({ event }) => event === "observed");
  const merged = mergeFields(own);
  const { id, timestamp: _, ...body } = merged;
  const name = textOrNull(id) ?? textOrNull(observed[0]?.said.traceId);
  if (name === null) return null;
  const traceId = traceIdOfName(name);

  const times = [
    ...own.map((part) => timeOf(saidBy(part).said.timestamp)),
    ...observed.flatMap(({ said: { from, to } }) => [timeOf(from), timeOf(to)]),
  ].filter((at) => at !== null);
  // The time of sending only where nothing else is said: a trace of last week may be sent today.
  if (times.length === 0) times.push(...own.map(({ atNs }) => atNs));
  const sorted = times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return spanOf(
    {
      traceId,
      spanId: rootSpanId(traceId),
      parentSpanId: "",
      name: textOrNull(body.name) ?? topName(observed) ?? "trace",
      startNs: sorted[0] ?? 0n,
      endNs: sorted.at(-1) ?? 0n,
      attributes: attributesOf(body, NAMES, {
        "langfuse.observation.type": "span",
        "langfuse.trace.id": parseTraceId(name) === null ? name : null,
      }),
    },
    merged,
  );
}

/** Of the earliest observation that hangs from the trace itself; ties by name. */
function topName(observed: readonly Said[]): string | null {
  let best: { from: string; name: string } | null = null;
  for (const { said } of observed) {
    const [from, name] = [textOrNull(said.from), textOrNull(said.name)];
    if (from === null || name === null) continue;
    if (best === null || from < best.from || (from === best.from && name < best.name)) best = { from, name };
  }
  return best?.name ?? null;
}

import type { ModelScore } from "@/lib/model/span";

import type { Part } from "@/lib/ingest/pieces/part";
import { keepParts, receiveParts } from "@/lib/ingest/pieces/receive-parts";
import { readParts } from "@/lib/ingest/pieces/store-parts";
import { type IngestTarget, refuse } from "../receive";
import { mergeFeedback, pieceOfMessage, scoreOf } from "./feedback";
import { traceIdOfRun } from "./identity";
import type { Messages } from "./messages";
import { isRefusal, type Refusal } from "./refusal";
import { pieceOfFeedback, pieceOfRun, runs } from "./run-parts";

const ENDPOINT = "langsmith";
/** Messages about judgements are pieces as well, of objects without a span. */
const JUDGEMENTS = { name: "langsmith", content: ["value", "comment", "correction"] };

/** What became of a request. */
export interface Received {
  /** Messages that are kept. */
  kept: number;
  refused: Refusal[];
}

/**
 * Messages about runs and judgements -> stored, as far as they can be. Resolves after commit.
 * @throws Failure unavailable when the sender should come again with all of it
 */
export async function receiveMessages(ingestTarget: IngestTarget, messages: Messages): Promise<Received> {
  const unfit: Refusal[] = [...messages.refused];
  const fit = (made: { piece: Part | Refusal; item: unknown }[]): Part[] =>
    made.flatMap(({ piece, item }) => {
      if (!isRefusal(piece)) return [piece];
      unfit.push({ ...piece, item });
      return [];
    });

  const pieces = fit(
    messages.runs.map(({ operation, id, value }) => ({
      piece: pieceOfRun(operation, value, id),
      item: value,
    })),
  );
  const nowNs = BigInt(ingestTarget.ctx.now().getTime()) * 1_000_000n;
  const said = fit(
    messages.feedback.map(({ id, value }) => ({ piece: pieceOfMessage(value, nowNs, id), item: value })),
  );
  const judged = await judgements(ingestTarget, said);
  unfit.push(...judged.unfit);
  const rejected = await receiveParts(
    ingestTarget,
    ENDPOINT,
    runs,
    [...pieces, ...judged.pieces],
    judged.scores,
  );
  const refused = [
    ...rejected,
    ...refuse(
      ingestTarget.ingestRequest,
      ENDPOINT,
      unfit.map((refusal, index) => ({ ...refusal, index })),
    ),
  ];
  const kept = pieces.length + said.length - judged.unfit.length - rejected.length;
  return { kept: Math.max(0, kept), refused: refused.map(({ code, message }) => ({ code, message })) };
}

/**
 * What is judged: pieces for the runs, and where a message says the trace, the scores at once: the run itself may be on another
 * road (OpenTelemetry), or never come.
 */
async function judgements({ ctx }: Pick<IngestTarget, "ctx">, messages: readonly Part[]) {
  const pieces: Part[] = [];
  const scores: ModelScore[] = [];
  if (messages.length === 0) return { pieces, scores, unfit: [] };
  const { touched, unfit } = await keepParts(ctx, JUDGEMENTS, messages);
  for (const { parts } of (await readParts(ctx, touched)).values()) {
    const feedback = mergeFeedback(parts);
    // An update that came before what it updates: the creation finds it.
    if (feedback.runId === null) continue;
    pieces.push(pieceOfFeedback(feedback.runId, feedback));
    if (feedback.traceRunId !== null)
      scores.push(scoreOf(feedback, { runId: feedback.runId, traceId: traceIdOfRun(feedback.traceRunId) }));
  }
  return { pieces, scores, unfit };
}

import type { Attributes } from "@opentelemetry/api";

import { inputMessages, outputMessages } from "@/lib/emit/genai-messages";
import type { OutgoingScore } from "@/lib/emit/post-score";
import type { PlannedSpan } from "@/lib/emit/planned-span";
import { stableTraceId } from "@/lib/emit/stable-ids";
import type { Message } from "@/lib/model/message";

import { assistant, type Feature, type Trouble } from "./features/feature";
import type { Random } from "./random";
import type { DrawSize } from "./token-sizes";
import { TraceBuilder } from "./trace-builder";

export interface Session {
  id: string;
  userId: string;
  environment: "production" | "staging";
  feature: Feature;
  /** What was said so far. */
  messages: Message[];
  turns: number;
}

/** One simulated interaction: what the application did, and what somebody thought of it. */
export interface Interaction {
  startMs: number;
  endMs: number;
  environment: string;
  release: string;
  spans: PlannedSpan[];
  score: OutgoingScore | null;
  answer: string | null;
}

const TROUBLES: readonly [Trouble, number, number][] = [
  // [what, chance before the change, chance after]
  ["tool_failure", 0.02, 0.05],
  ["rate_limit", 0.012, 0.03],
  ["timeout", 0.006, 0.012],
  ["content_filter", 0.004, 0.004],
  ["guardrail", 0.008, 0.008],
];

function troubleOf(random: Random, shifted: boolean): Trouble | null {
  let draw = random.next();
  for (const [trouble, before, after] of TROUBLES) {
    draw -= shifted ? after : before;
    if (draw < 0) return trouble;
  }
  return null;
}

export interface InteractionInput {
  session: Session;
  question: string;
  startMs: number;
  shifted: boolean;
  random: Random;
  drawSize: DrawSize;
}

/** Plays one turn of a session. Pure but for `session`, whose messages and turns grow. */
export function playInteraction({
  session,
  question,
  startMs,
  shifted,
  random,
  drawSize,
}: InteractionInput): Interaction {
  const { feature } = session;
  const messages: Message[] = [...session.messages, { role: "user", content: question }];
  const common: Attributes = {
    "gen_ai.conversation.id": session.id,
    "recount.feature": feature.name,
    ...(feature.goesOn > 0 && { "user.id": session.userId }),
  };
  const trace = new TraceBuilder(stableTraceId(session.id, session.turns), startMs, random, common);
  const day = new Date(startMs).toISOString().slice(0, 10);
  const trouble = troubleOf(random, shifted);
  const outcome = feature.play({
    trace,
    random,
    size: drawSize(random),
    messages,
    question,
    trouble,
    shifted,
    day,
  });
  const spans = trace.finish(
    `invoke_agent ${feature.name}`,
    {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": feature.name,
      "gen_ai.input.messages": inputMessages([{ role: "user", content: question }]),
      ...(outcome.answer !== null && {
        "gen_ai.output.messages": outputMessages(assistant(outcome.answer), "stop"),
      }),
      ...outcome.attributes,
    },
    outcome.error,
  );
  session.turns += 1;
  session.messages = outcome.answer === null ? messages : [...messages, assistant(outcome.answer)];
  const release = shifted ? "2.4.0" : "2.3.1";
  const score = scoreOf(random, trace.traceId, outcome.answer !== null && trouble === null, shifted);
  return {
    startMs,
    endMs: trace.nowMs,
    environment: session.environment,
    release,
    spans,
    score,
    answer: outcome.answer,
  };
}

/** One user in twelve says whether it helped; fewer say yes after the change, and hardly anyone after a failure. */
function scoreOf(random: Random, traceId: string, fine: boolean, shifted: boolean): OutgoingScore | null {
  if (!random.chance(1 / 12)) return null;
  const value = random.chance(fine ? (shifted ? 0.7 : 0.88) : 0.1) ? 1 : 0;
  return { id: `feedback:${traceId}`, trace_id: traceId, name: "helpful", value, source: "user" };
}

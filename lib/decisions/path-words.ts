import type { Json } from "@/lib/model/json";
import type { TraceDocument } from "@/lib/traces/document";
import { textOfMessage } from "@/lib/traces/message-text";
import { previewOf } from "@/lib/traces/preview";
import { transcriptOf } from "@/lib/traces/transcript";

/** One step of how it came about, in words. */
export interface PathStep {
  spanId: string;
  /** Who acts: the user, the model, a tool, the retrieval. */
  who: string;
  what: string;
  failed: boolean;
}

const MOST_STEPS = 200;

/** How a trace came to its end, step by step in plain words; what earlier turns said is left out. */
export function pathOf(trace: TraceDocument): PathStep[] {
  const { steps, earlier } = transcriptOf(trace);
  const from = steps.slice(0, 1).every((step) => step.type === "system") ? 1 : 0;
  const told = [...steps.slice(0, from), ...steps.slice(from + earlier)];
  return told
    .flatMap((step): PathStep[] => {
      const at = { spanId: step.spanId, failed: false };
      switch (step.type) {
        case "system":
          return [{ ...at, who: "Policy", what: "The model was given its instructions." }];
        case "documents":
          return [
            {
              ...at,
              who: "Retrieval",
              what:
                step.documents.length === 0
                  ? "Nothing was found."
                  : `Found ${step.documents.map(({ id }) => id ?? "a document without a name").join(", ")}${step.query === null ? "" : ` for “${step.query}”`}.`,
            },
          ];
        case "call":
          return step.figures.failed
            ? [{ ...at, who: "Model", what: step.figures.error ?? "The call failed.", failed: true }]
            : [];
        case "tool":
          return [toolStep(step.spanId, step.call)];
        case "message": {
          const text = shortOf(textOfMessage(step.message));
          const said: PathStep[] = text
            ? [{ ...at, who: whoOf(step.message.role, step.said), what: text }]
            : [];
          return [...said, ...step.calls.map((call) => toolStep(call.spanId ?? step.spanId, call))];
        }
      }
    })
    .slice(0, MOST_STEPS);
}

/** A long text ends in a sign that it goes on. */
function shortOf(value: Json): string | null {
  const preview = previewOf(value);
  if (preview === null) return null;
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  return whole.replace(/\s+/g, " ").trim().length > preview.length ? `${preview}…` : preview;
}

const whoOf = (role: string, said: boolean): string =>
  said || role === "assistant" ? "Model" : role === "user" || role === "input" ? "User" : role;

function toolStep(
  spanId: string,
  call: {
    name: string;
    arguments: Json;
    result: Json;
    answered: boolean;
    failed: boolean;
    error: string | null;
  },
): PathStep {
  const asked = shortOf(call.arguments);
  const answer = call.failed
    ? `failed${call.error === null ? "" : `: ${call.error}`}`
    : call.answered
      ? `answered ${shortOf(call.result) ?? "nothing"}`
      : "no answer was recorded";
  return {
    spanId,
    who: "Tool",
    what: `${call.name}${asked === null ? "" : ` with ${asked}`}: ${answer}`,
    failed: call.failed,
  };
}

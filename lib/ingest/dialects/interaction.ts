import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

/**
 * An answer of Gemini's Interactions API -> messages in the shapes of other APIs: `outputs` are the pieces of one message, `steps`
 * (which came later) are items of which a message's pieces are one kind. Null: it says nothing.
 */
export function interactionOf({ steps, outputs }: JsonObject): Json[] | null {
  if (Array.isArray(steps) && steps.length > 0) return steps.map(itemOf);
  if (!Array.isArray(outputs) || outputs.length === 0) return null;
  return [{ role: "assistant", content: outputs.map(pieceOf) }];
}

function itemOf(step: Json): Json {
  if (!isObject(step)) return step;
  switch (step.type) {
    case "model_output":
      return { role: "assistant", content: contentOf(step) };
    case "user_input":
      return { role: "user", content: contentOf(step) };
    case "function_result":
      return {
        type: "function_call_output",
        call_id: step.call_id ?? null,
        name: step.name ?? null,
        output: step.result ?? null,
      };
    case "text":
    case "image":
    case "audio":
    case "video":
    case "document":
      return { role: "assistant", content: [step] };
    default:
      return pieceOf(step);
  }
}

const contentOf = (step: JsonObject): Json =>
  Array.isArray(step.content) ? step.content.map(pieceOf) : (step.content ?? null);

/** Thoughts are what others call reasoning. */
const pieceOf = (piece: Json): Json =>
  isObject(piece) && piece.type === "thought" ? { ...piece, type: "reasoning" } : piece;

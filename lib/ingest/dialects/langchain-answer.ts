import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";

import { textOrNull } from "./facts";

export interface LangChainAnswer {
  responseModel: string | null;
  /** An answer put together from the chunks of a stream; null: not told. */
  streamed: true | null;
}

/** What LangChain's result of a model call (`generations`, messages serialised) says beside its messages; null: another shape. */
export function langChainAnswer(value: Json): LangChainAnswer | null {
  if (!isObject(value) || !Array.isArray(value.generations)) return null;
  const first = value.generations.flat()[0];
  const message = isObject(first) && isObject(first.message) ? first.message : null;
  if (message === null) return null;
  const said = isObject(message.kwargs) ? message.kwargs : message;
  const metadata = isObject(said.response_metadata) ? said.response_metadata : {};
  const className = Array.isArray(message.id) ? message.id.at(-1) : said.type;
  return {
    responseModel: textOrNull(metadata.model_name),
    streamed: className === "AIMessageChunk" ? true : null,
  };
}

import { inputMessages } from "@/lib/emit/genai-messages";

import { LIBRARY } from "../library";
import { MODELS } from "../models";
import { OPENINGS, tokensOf } from "../texts";
import { answer } from "./answer";
import { type Feature, type Turn } from "./feature";
import { found, withDocuments } from "./found";

const rerank = ({ trace, random, question }: Turn, ids: readonly (string | null)[]): void => {
  trace.step("rerank travel-ranker-8b", random.lognormal(70, 0.3), {
    "openinference.span.kind": "RERANKER",
    "reranker.model_name": MODELS.local.request,
    "reranker.query": question,
    "reranker.top_k": ids.length,
    ...Object.fromEntries(
      ids.flatMap((id, i) => [
        [`reranker.output_documents.${i}.document.id`, id ?? ""],
        [
          `reranker.output_documents.${i}.document.content`,
          LIBRARY.find((document) => document.id === id)?.content ?? "",
        ],
        [`reranker.output_documents.${i}.document.score`, Math.round((0.97 - i * 0.06) * 1000) / 1000],
      ]),
    ),
  });
};

/** Embedding, retrieval, reranking and a short summary by a fast model. */
export const search: Feature = {
  name: "search",
  weight: 6,
  goesOn: 0.15,
  opening: OPENINGS.search,
  play(turn) {
    const { trace, random, question } = turn;
    trace.step(
      "embeddings text-embedding-3-small",
      random.lognormal(45, 0.3),
      {
        "gen_ai.operation.name": "embeddings",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "text-embedding-3-small",
        "gen_ai.response.model": "text-embedding-3-small",
        "gen_ai.input.messages": inputMessages([{ role: "user", content: question }]),
        "gen_ai.usage.input_tokens": tokensOf(question),
      },
      { role: "client" },
    );
    const documents = found(turn, "places", 5);
    rerank(
      turn,
      documents.slice(0, 3).map((document) => document.id),
    );
    const system = "Sum up in two sentences what the traveller finds in the documents.";
    return answer(turn, {
      subject: "search",
      model: random.chance(0.05) ? MODELS.local : MODELS.flash,
      prompt: { name: "search-summary", version: "2", system },
      input: withDocuments(turn, documents.slice(0, 3)),
      streaming: false,
      tokens: Math.min(turn.size.generated, 90),
    });
  },
};

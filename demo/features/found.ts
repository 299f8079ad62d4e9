import type { Document, Message } from "@/lib/model/message";

import { LIBRARY } from "../library";
import type { Turn } from "./feature";

/** Retrieves documents for the question and records the retrieval. After the day's change the index answers worse. */
export function found({ trace, random, question, shifted }: Turn, source: string, count: number): Document[] {
  const best = shifted ? 0.62 : 0.84;
  const first = random.int(0, LIBRARY.length - 1);
  const documents = Array.from({ length: count }, (_, i) => ({
    ...LIBRARY[(first + i * 7) % LIBRARY.length]!,
    score: Math.round((best - i * 0.05 + random.normal() * 0.02) * 1000) / 1000,
  }));
  trace.retrieval(source, question, documents, random.lognormal(shifted ? 90 : 55, 0.4));
  return documents;
}

/** The conversation with the documents put before its last question, as applications do that keep their system prompt still. */
export function withDocuments({ messages, question }: Turn, documents: readonly Document[]): Message[] {
  const quoted = documents.map((document) => `[${document.id}] ${document.content}`).join("\n\n");
  return [...messages.slice(0, -1), { role: "user", content: `${quoted}\n\nQuestion: ${question}` }];
}

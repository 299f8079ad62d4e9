import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import type { ModelScore, ModelSpan } from "@/lib/model/span";

import { mergeInMemory } from "@/lib/ingest/pieces/merge.testing";
import type { Part, StoredPart } from "@/lib/ingest/pieces/part";
import { differences, type WireCase, wireCases } from "../wire-case.testing";
import { mergeFeedback, pieceOfMessage } from "./feedback";
import { aboutFeedback, aboutRun, type Messages, messagesOfBatch } from "./messages";
import { messagesOfForm } from "./messages-of-form";
import { readMultipart } from "./multipart";
import { isRefusal } from "./refusal";
import { pieceOfFeedback, pieceOfRun, runs } from "./run-parts";

const cases = wireCases(["langsmith", "langsmith-0.1", "langchain-langsmith"])?.filter(({ meta }) =>
  meta.requests.some(({ path: to }) => /^\/(?:runs|feedback)/.test(to)),
);

async function messagesOf(request: WireCase["meta"]["requests"][number], folder: string): Promise<Messages> {
  const raw = readFileSync(path.join(folder, request.file ?? ""));
  const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  if (request.path === "/runs/multipart")
    return messagesOfForm(await readMultipart(bytes, request.headers["content-type"] ?? null));
  const body = JSON.parse(bytes.toString("utf8")) as unknown;
  if (request.path === "/feedback") return aboutFeedback(body);
  return request.path === "/runs/batch" ? messagesOfBatch(body) : aboutRun("post", body);
}

/** All requests of a case -> what the store would show. */
async function read({ meta, folder }: WireCase) {
  const parts: Part[] = [];
  let rejected = 0;
  for (const request of meta.requests.filter(({ file }) => file !== null)) {
    const messages = await messagesOf(request, folder);
    rejected += messages.refused.length;
    const pieces = [
      ...messages.runs.map(({ operation, id, value }) => pieceOfRun(operation, value, id)),
      ...messages.feedback.map(({ value }) => {
        const piece = pieceOfMessage(value, 0n);
        if (isRefusal(piece)) return piece;
        const feedback = mergeFeedback([{ ...piece, id: "" } as unknown as StoredPart]);
        return pieceOfFeedback(feedback.runId ?? "", feedback);
      }),
    ];
    for (const piece of pieces)
      if (isRefusal(piece)) rejected++;
      else parts.push(piece);
  }
  const spans: ModelSpan[] = mergeInMemory(runs, parts).sort((a, b) =>
    a.startedAtNs < b.startedAtNs ? -1 : 1,
  );
  const scores: ModelScore[] = spans.flatMap((span) => span.scores);
  return { spans, scores, rejected };
}

describe("what LangSmith's clients sent is what their programs did", () => {
  if (!cases) it("recorded requests are absent: set RECOUNT_FIXTURES", () => expect(cases).toBeFalsy());
  for (const one of cases ?? [])
    it(one.name, async () => {
      const shown = await read(one);
      expect(shown.rejected).toBe(0);
      expect(differences(one, shown)).toEqual([]);
    });
});

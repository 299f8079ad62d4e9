import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";
import { daysAgo, noonOf } from "@/lib/erasures/world.testing";

import { hashOfLeaf } from "./leaf";
import { readTraceRecords } from "./read-records";
import { hashFields, hashOfList, listText, saltsOf } from "./record";
import { SealedWorld } from "./world.testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
/** Quotes, what JSON escapes, and what it does not. */
const ODD = 'a "b" \\ c\n\t\u0001\u001f/é\u2028𝄞\u007f,"x":null,{"y":null}';
const DAY = daysAgo(2);

/** Leaves that were sealed by any version must verify for ever: what is sealed of a trace is a format, held here byte for byte. */
it("a trace that says everything is the record that it always was", async () => {
  const world = new SealedWorld(db, await makeProject(db.owner));
  const tokens = { inputUncached: 1, cacheRead: 2, cacheWrite: 3, cacheWrite1h: 4, inputAudio: 5, outputText: 6, reasoning: 7, outputAudio: 8, cacheReadAudio: 9, cacheReadImage: 10, inputImage: 11, inputVideo: 12, outputImage: 13, outputVideo: 14 }; // prettier-ignore
  const said = { service: `${ODD} service`, environment: "production", release: "r\u00a01", version: ODD, feature: "answer", functionName: "f", traceName: ODD, userId: ODD, sessionId: "s-1" }; // prettier-ignore
  await world.write([
    {
      ...{ traceId: TRACE, spanId: "00f067aa0ba902b7", parentSpanId: "00f067aa0ba902b0", name: ODD, kind: "llm" },
      ...{ startedAtNs: noonOf(DAY) + 120_000_456n, durationNs: 9_007_199_254_740_993n / 1000n, isError: true },
      ...said,
      ...{ tags: ["one", ODD, "a,b", "{}"], provider: "openai", requestModel: "gpt-5", responseModel: "gpt-5-2026", responseId: "resp_1" },
      ...{ streaming: true, ttftNs: 77n, finishReason: "stop", tokens: tokens as never, webSearches: 3, usageRule: "openai" },
      ...{ reportedCostUsd: "0.000123456", promptName: "p", promptLabel: "l", error: { type: "E", message: ODD, stack: null } },
      ...{ system: ODD, input: [{ role: "user", content: ODD }] as never, output: [{ role: "assistant", content: "ok" }] as never },
    },
    {
      ...{ traceId: TRACE, spanId: "00f067aa0ba902b8", name: "look up", kind: "tool", streaming: false },
      ...{ startedAtNs: noonOf(DAY) + 2_000_000_000n, durationNs: null, toolName: "t", toolCallId: "c\"1", inputValue: { b: 1, a: [ODD] } },
      ...{ userId: "u", documents: [{ id: "d", content: "text", score: 0.5 }] as never },
    },
  ]); // prettier-ignore
  await db.owner`
    insert into scores ${db.owner([
      { project_id: world.project.id, trace_id: TRACE, shard_key: 1, id: "id/1", name: ODD, data_type: "number", source: "reviewer", value_number: "0.25", value_text: null, created_at: `${DAY}T13:00:00.123456Z`, revised_at: `${DAY}T13:00:00Z`, comment: ODD, correction: "c" },
      { project_id: world.project.id, trace_id: TRACE, shard_key: 1, id: "id2", name: "n", data_type: "category", source: "user", value_number: null, value_text: ODD, created_at: `${DAY}T13:00:01Z`, revised_at: `${DAY}T13:00:01Z`, comment: null, correction: null },
    ])}`; // prettier-ignore
  const records = await inProject(db.app, world.project.id, (tx) =>
    readTraceRecords(tx, world.project.id, [{ traceId: TRACE, shardKey: 1 }]),
  );
  const { layout, values } = records.get(TRACE) as NonNullable<ReturnType<typeof records.get>>;
  const fixed = values.map((value) => value.replaceAll(DAY, "2026-01-02"));
  const hashes = hashFields(fixed, saltsOf(Buffer.alloc(32, 7), fixed.length));
  const lines = listText(layout, hashes).split("\n");
  expect(lines.map((line) => line.replace(/^(.{12}).{52}/, "$1"))).toEqual([
    "1a6e6a93b4d6 s/00f067aa0ba902b7",
    "08d4fae749d7 s/00f067aa0ba902b7/who",
    "63807469db64 s/00f067aa0ba902b7/system",
    "a168eba8e4ed s/00f067aa0ba902b7/error",
    "d987accc0fce s/00f067aa0ba902b7/context/0",
    "82a65e66a012 s/00f067aa0ba902b7/output/0",
    "3b1d6b1d78b7 s/00f067aa0ba902b8",
    "ed4d62cebdeb s/00f067aa0ba902b8/who",
    "abfb36816418 s/00f067aa0ba902b8/input",
    "95848ba29c76 s/00f067aa0ba902b8/documents/0",
    "bb2b82f06909 s/00f067aa0ba902b8/scores",
    "32afacebfe58 r/id%2F1",
    "cd925199704a r/id%2F1/comment",
    "683ff9f36e77 r/id%2F1/correction",
    "c65b631aa0c5 r/id2",
    "",
  ]);
  expect(hashOfList(layout, hashes)).toBe("f804c2e2ba4eaa2ff80796adb42dd8ee1c7d03f71d41054adaf945a2381463f5");
  const sealedAt = "2026-01-02T14:00:00.000Z";
  const leaf = {
    log: "traces",
    subject: TRACE,
    version: 2,
    previous: 7,
    reason: "changed",
    sealedAt,
  } as const;
  expect(hashOfLeaf({ ...leaf, fields: hashOfList(layout, hashes) }).toString("hex")).toBe(
    "bed2763881a118a043867dffba54c48c33f74436b1c10d6599e5ca3fce1b905a",
  );
});

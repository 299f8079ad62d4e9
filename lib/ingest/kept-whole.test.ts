import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { seeded } from "@/demo/random";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";
import { redactAttribute } from "@/lib/privacy/redact-attribute";
import { withoutLists, withoutVectors } from "@/lib/sent/vectors";
import type { SpanDocument } from "@/lib/traces/document";

import { decodeLogs } from "./decode";
import { toModelSpan } from "./dialects/index";
import { leafTexts, mutated, withOddMessage } from "./mutate.testing";
import { readBatch } from "./langfuse/read-batch";
import { langfuseSource } from "./langfuse/source";
import { isRefusal } from "./langsmith/refusal";
import { pieceOfRun, runs } from "./langsmith/run-parts";
import { mergeInMemory } from "@/lib/ingest/pieces/merge.testing";
import { withOtlp } from "./otlp/decode-otlp";
import { objectOf } from "./otlp/shape";
import type { OtlpResource, OtlpScope, OtlpSpan } from "./otlp/shape";
import { storedDocument } from "./stored-document.testing";
import { dialectSamples } from "./dialect-samples.testing";
import { WIRE_CLIENTS, wireCases } from "./wire-case.testing";

/** Mutated payloads a run; `RECOUNT_TEST_MUTATIONS` for more. */
const MUTATIONS = Number(process.env.RECOUNT_TEST_MUTATIONS ?? 3_000);

const TURNS_A_TEST = 250;

interface Payload {
  from: string;
  span: OtlpSpan;
  resource: OtlpResource;
  scope: OtlpScope;
}

function recorded(): Payload[] {
  const payloads: Payload[] = [];
  for (const { name, meta, folder } of wireCases(WIRE_CLIENTS) ?? [])
    for (const request of meta.requests) {
      if (request.file === null || !/traces\/?$/.test(request.path)) continue;
      const raw = readFileSync(path.join(folder, request.file));
      const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      const encoding = request.headers["content-type"]?.includes("json") ? "json" : "protobuf";
      for (const { resource, scope, items } of withOtlp(bytes, encoding, (otlp) => otlp.traces()))
        for (const span of items) payloads.push({ from: name, span, resource, scope });
    }
  return payloads;
}

const payloads = [...recorded(), ...dialectSamples()];

function read({ span, resource, scope }: Payload): ModelSpan | null {
  const read = toModelSpan(span, resource, scope);
  return read === "pending" || !("traceId" in read) ? null : read;
}

/** As it may be kept: credentials and vectors taken out. */
function kept(key: string, value: Json): Json {
  const clean = redactAttribute(key, value);
  return typeof clean === "string" ? withoutVectors(clean) : (JSON.parse(withoutLists(clean)) as Json);
}

const keptAttributes = ({ attributes }: OtlpSpan): Record<string, Json> =>
  Object.fromEntries([...attributes].map(([key, value]) => [key, kept(key, value)]));

/** What is shown of a span beside what was sent. */
const shown = ({ attributes: _a, events: _e, links: _l, ...rest }: SpanDocument): string =>
  JSON.stringify(rest);

const told = (texts: readonly string[], document: string): string[] =>
  texts.filter((text) => document.includes(JSON.stringify(text).slice(1, -1)));

describe("a span as it was sent", () => {
  it("is what Raw shows, of every span that clients sent", () => {
    expect(payloads.length).toBeGreaterThan(20);
    for (const payload of payloads) {
      const span = read(payload);
      if (span === null) continue;
      const document = storedDocument(span);
      expect(document.attributes, payload.from).toEqual(keptAttributes(payload.span));
      expect(Object.keys(document.attributes ?? {})).toEqual([...payload.span.attributes.keys()]);
      expect(document.events, payload.from).toHaveLength(payload.span.events.length);
      expect(document.links).toHaveLength(payload.span.links.length);
      expect(document.resource?.attributes).toEqual(
        Object.fromEntries(
          [...payload.resource.attributes].map(([key, value]) => [key, redactAttribute(key, value)]),
        ),
      );
    }
  });

  // Nothing here waits: a machine that is busy has a limit of its own for every few turns.
  const parts = Array.from({ length: Math.ceil(MUTATIONS / TURNS_A_TEST) }, (_, part) => part);
  it.each(parts)("is what Raw shows, however its values are bent: no text is lost (%i)", (part) => {
    const random = seeded(`bent ${part}`);
    const first = part * TURNS_A_TEST;
    for (let turn = first; turn < Math.min(first + TURNS_A_TEST, MUTATIONS); turn++) {
      const payload = payloads[Math.floor(random.next() * payloads.length)] as Payload;
      if (payload.span.attributes.size === 0) continue;
      const attributes = mutated(payload.span.attributes, () => random.next(), String(turn));
      const sent = { ...payload.span, attributes };
      const span = read({ ...payload, span: sent });
      if (span === null) continue;
      const document = storedDocument(span);
      for (const [key, value] of attributes)
        expect([value, kept(key, value)], `${payload.from}, turn ${turn}, ${key}`).toContainEqual(
          document.attributes?.[key],
        );
    }
  });
});

/** Texts of an item that carry a mark, and are nowhere in what is shown. */
const lost = (item: Json, mark: string, documents: readonly SpanDocument[]): string[] => {
  const marks = leafTexts(item).filter((text) => text.includes(mark));
  const all = JSON.stringify(documents);
  return marks.filter((text) => !all.includes(JSON.stringify(text).slice(1, -1)));
};

describe("an object that came in pieces", () => {
  const turns = Math.ceil(MUTATIONS / 4);
  it("of Langfuse is shown with all of its texts, however its values are bent", () => {
    const random = seeded("langfuse");
    const batches = (wireCases(["langfuse-v3"]) ?? []).flatMap(({ meta, folder }) =>
      meta.requests.flatMap(({ file, path: to }) =>
        file !== null && to.endsWith("/ingestion")
          ? [(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { batch: JsonObject[] }).batch]
          : [],
      ),
    );
    for (let turn = 0; turn < turns && batches.length > 0; turn++) {
      const batch = random.pick(batches);
      const index = random.int(0, batch.length - 1);
      const event = batch[index] as JsonObject;
      if (!isObject(event.body) || event.type === "score-create") continue;
      const { id, traceId, startTime, timestamp, ...said } = event.body;
      const bent = mutated(new Map(Object.entries(said)), () => random.next(), String(turn));
      const body = JSON.parse(
        JSON.stringify({ id, traceId, startTime, timestamp, ...Object.fromEntries(bent) }),
      ) as JsonObject;
      // Alone: another event of the object may say the same field later.
      const read = readBatch([{ ...event, body }], { at: new Date(0), fromBrowser: false });
      const documents = mergeInMemory(langfuseSource, read.parts).map(storedDocument);
      if (documents.length > 0) expect(lost(body, `zz${turn}`, documents), `turn ${turn}`).toEqual([]);
    }
  });

  it("of LangSmith is shown with all of its texts, however its values are bent", () => {
    const random = seeded("langsmith");
    const found = (wireCases(["langsmith", "langsmith-0.1", "langchain-langsmith"]) ?? []).flatMap(
      ({ meta, folder }) =>
        meta.requests.flatMap(({ file, path: to }) => {
          if (file === null || to !== "/runs/batch") return [];
          const raw = readFileSync(path.join(folder, file));
          const text = raw[0] === 0x1f ? gunzipSync(raw).toString("utf8") : raw.toString("utf8");
          return (JSON.parse(text) as { post?: JsonObject[] }).post ?? [];
        }),
    );
    for (let turn = 0; turn < turns && found.length > 0; turn++) {
      const { id, trace_id, dotted_order, start_time, parent_run_id, ...said } = random.pick(found);
      const bent = mutated(new Map(Object.entries(said)), () => random.next(), String(turn));
      const run = JSON.parse(
        JSON.stringify({
          id,
          trace_id,
          dotted_order,
          start_time,
          parent_run_id,
          ...Object.fromEntries(bent),
        }),
      ) as JsonObject;
      const piece = pieceOfRun("post", run);
      if (isRefusal(piece)) continue;
      const documents = mergeInMemory(runs, [piece]).map(storedDocument);
      expect(lost(run, `zz${turn}`, documents), `turn ${turn}`).toEqual([]);
    }
  });
});

it("log records about a span are kept with it as they were sent", () => {
  let records = 0;
  for (const { meta, folder } of wireCases(WIRE_CLIENTS) ?? [])
    for (const request of meta.requests) {
      if (request.file === null || !/logs\/?$/.test(request.path)) continue;
      const raw = readFileSync(path.join(folder, request.file));
      const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      const encoding = request.headers["content-type"]?.includes("json") ? "json" : "protobuf";
      const kept = JSON.stringify(decodeLogs(bytes, encoding).additions.map(({ records: own }) => own));
      for (const { items } of withOtlp(bytes, encoding, (otlp) => otlp.logs()))
        for (const item of items) {
          if (!item.eventName.startsWith("gen_ai.") || item.spanId === "") continue;
          records++;
          expect(kept).toContain(JSON.stringify(objectOf(item.attributes)));
          if (item.body !== null) expect(kept).toContain(JSON.stringify(item.body));
        }
    }
  if (wireCases(WIRE_CLIENTS) !== null) expect(records).toBeGreaterThan(0);
});

describe("an item that nobody understands", () => {
  it("stands in its place, and what stands beside it is shown as before", () => {
    const random = seeded("odd");
    let tried = 0;
    for (let turn = 0; turn < MUTATIONS; turn++) {
      const payload = payloads[Math.floor(random.next() * payloads.length)] as Payload;
      const keys = [...payload.span.attributes.keys()];
      const key = keys[Math.floor(random.next() * keys.length)];
      const value = key === undefined ? undefined : payload.span.attributes.get(key);
      const odd = value === undefined ? null : withOddMessage(value, () => random.next(), String(turn));
      const before = read(payload);
      if (odd === null || key === undefined || before === null) continue;
      const span = read({
        ...payload,
        span: { ...payload.span, attributes: new Map(payload.span.attributes).set(key, odd.value) },
      });
      if (span === null) continue;
      tried++;
      const texts = told(leafTexts(value as Json), shown(storedDocument(before)));
      const document = shown(storedDocument(span));
      const name = `${payload.from}, ${key}, turn ${turn}, ${JSON.stringify(odd.item)}`;
      expect(told(texts, document), name).toEqual(texts);
      const others = new Map(payload.span.attributes);
      others.delete(key);
      const without = read({ ...payload, span: { ...payload.span, attributes: others } });
      const saidElsewhere = without !== null && told(texts, shown(storedDocument(without))).length > 0;
      // Where these messages are the ones that are shown, the item is one of them.
      if (texts.length === leafTexts(value as Json).length && !saidElsewhere) {
        const marks = leafTexts(odd.item).filter((text) => text.includes(`zz${turn}`));
        expect(told(marks, document), name).toEqual(marks);
      }
    }
    expect(tried).toBeGreaterThan(MUTATIONS / 50);
  });
});

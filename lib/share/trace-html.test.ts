// @vitest-environment jsdom
import { expect, it } from "vitest";

import { PAYLOADS } from "@/lib/format/payloads.testing";
import type { TraceDocument } from "@/lib/traces/document";

import { rowsOf } from "./timeline-html";
import { replayHtml } from "./replay-html";
import { traceHtml } from "./trace-html";

/** A trace that says a text in every place where a client may put one. */
function saying(text: string): TraceDocument {
  const at = "2026-03-10T12:00:00.000Z";
  const span = (id: string, kind: string, parent: string | null, more: object) => ({
    span_id: id,
    parent_span_id: parent,
    kind,
    name: text,
    status: "error",
    error: { type: text, message: text, stack: text },
    started_at: at,
    duration_ms: 10,
    ttft_ms: 5,
    tokens: { input_total: 3, output_total: 4 },
    cost_usd: "0.01",
    finish_reason: text,
    service: text,
    provider: text,
    request_model: text,
    response_model: null,
    parameters: { [text]: text },
    tool_definitions: [{ name: text }],
    system: null,
    input: null,
    output: null,
    output_text: null,
    input_value: text,
    output_value: { [text]: text },
    tool: null,
    query: null,
    documents: null,
    attributes: { [text]: text },
    events: [{ name: text }],
    ...more,
  });
  const call = { id: "c", name: text, arguments: { [text]: text } };
  return {
    trace_id: "0".repeat(32),
    name: text,
    status: "error",
    started_at: at,
    duration_ms: 20,
    ttft_ms: 5,
    feature: text,
    environment: text,
    release: text,
    user_id: text,
    session_id: text,
    tags: [text],
    models: [text],
    open: false,
    tokens: { input_total: 3, output_total: 4 },
    cost_usd: "0.01",
    cost_status: "known",
    counts: { spans: 3, llm: 1, tool: 1, errors: 3, unknown_cost: 0 },
    completeness: { prompt_version: true, context: true, output: false, tool_results: null, cost: true },
    error_type: text,
    failure: null,
    notes: ["simulated"],
    content_hidden: false,
    error: { type: text, message: text },
    input: text,
    output: text,
    scores: [],
    next_cursor: null,
    spans: [
      span("a", "retrieval", null, {
        query: text,
        documents: [{ id: text, content: text, score: 0.5 }],
      }),
      span("b", "llm", "a", {
        system: text,
        input: [
          { role: "user", content: text, name: text },
          { role: text, content: [{ type: "media", modality: text, uri: text, transcript: text }] },
          {
            role: "user",
            content: [
              { type: "refusal", text },
              { type: "reasoning", text },
            ],
          },
          { role: "user", content: [{ type: "other", value: { [text]: text } }] },
        ],
        output: [{ role: "assistant", content: text, tool_calls: [call] }],
        tool_calls: [call],
      }),
      span("c", "tool", "a", {
        tool: { name: text, call_id: "c", arguments: text, result: { [text]: text } },
      }),
    ],
  } as unknown as TraceDocument;
}

const ORIGIN = {
  project: "demo",
  url: "https://recount.example/p/demo/traces/0",
  canonicalUrl: "https://recount.example/api/console/demo/traces/0/share?format=json",
  madeAt: new Date("2026-03-10T13:00:00Z"),
  zone: "Europe/Berlin",
  sha256: "f".repeat(64),
};

const fileOf = (text: string): Document =>
  new DOMParser().parseFromString(traceHtml(saying(text), { ...ORIGIN, madeBy: text }), "text/html");

const TAGS = new Set(
  "html head meta title style body header main footer section h1 h2 h3 p div span a b br code pre dl dt dd ul ol li table thead tbody tr th td svg rect details summary strong em del blockquote hr sup input kbd i s q ins tt samp var sub".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "lang charset http-equiv content name class id dir open href rel scope viewbox preserveaspectratio aria-hidden aria-describedby aria-label x y width height align start type checked disabled title value data-footnotes data-footnote-ref data-footnote-backref".split(
    " ",
  ),
);
/** What the file itself has, whatever is said in it. */
const OWN = [
  "script",
  "button",
  "select",
  "option",
  "label",
  "noscript",
  "html",
  "head",
  "meta",
  "title",
  "style",
  "body",
  "svg",
  "rect",
  "header",
  "main",
  "footer",
];

const countsOf = (file: Document) =>
  Object.fromEntries(OWN.map((tag) => [tag, file.querySelectorAll(tag).length]));

/** What a replay has besides: none of it in a file of a trace, as `harmless` holds. */
const OF_REPLAYS = new Set(
  "button select option label noscript script data-step data-answer data-rendered hidden min max step selected role".split(
    " ",
  ),
);

/** What of an element could run or ask for something. */
function dangersOf({ localName, attributes }: Element): string[] {
  const dangers = [...attributes].filter(
    ({ name, value }) =>
      (!ATTRIBUTES.has(name.toLowerCase()) && !OF_REPLAYS.has(name)) ||
      (name === "href" && !/^(?:https?:|mailto:|#)/i.test(value)),
  );
  return [
    ...(TAGS.has(localName) || OF_REPLAYS.has(localName) ? [] : [localName]),
    ...dangers.map(({ name }) => name),
  ];
}

const harmless = countsOf(fileOf("harmless"));

it.each(PAYLOADS)("runs nothing and asks nobody, wherever it is said: %j", (payload) => {
  const file = fileOf(payload);
  expect([...file.querySelectorAll("*")].flatMap(dangersOf)).toEqual([]);
  expect(file.querySelector("input:not([type=checkbox])")).toBeNull();
  expect(countsOf(file)).toEqual(harmless);
  expect(file.querySelector("h1")?.textContent).toBe(payload);
});

const replayOf = (text: string): Document =>
  new DOMParser().parseFromString(replayHtml(saying(text), { ...ORIGIN, madeBy: text }), "text/html");
const harmlessReplay = countsOf(replayOf("harmless"));

it.each(PAYLOADS)("runs its own script alone in a replay, wherever it is said: %j", (payload) => {
  const file = replayOf(payload);
  expect([...file.querySelectorAll("*")].flatMap(dangersOf)).toEqual([]);
  expect(countsOf(file)).toEqual(harmlessReplay);
  const [states, script] = [...file.querySelectorAll("script")];
  expect(Object.keys(JSON.parse(states?.textContent ?? "") as object)).toContain("frames");
  expect(states?.getAttribute("type")).toBe("application/json");
  expect(script?.textContent).toBe(replayOf("harmless").querySelectorAll("script")[1]?.textContent);
  expect(file.querySelector("h1")?.textContent).toBe(payload);
  const answer = file.querySelector<HTMLElement>("[data-answer]")?.dataset.answer;
  expect(answer).toBe(payload);
});

it("lets one style count, and nothing else", async () => {
  const file = fileOf("x");
  const policy = file.querySelector("meta[http-equiv=content-security-policy]")?.getAttribute("content");
  const style = new TextEncoder().encode(file.querySelector("style")?.textContent ?? "");
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", style)).toString("base64");
  expect(policy).toBe(`default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-${hash}'`);
});

it("tells what a reader must know: who made it and when, the hash, that it is simulated, what is missing", () => {
  const text = fileOf("Ada").body.textContent?.replace(/\s+/g, " ") ?? "";
  expect(text).toContain("Ada saved it from the project demo on 10 Mar 2026 14:00:00 UTC+1 (Europe/Berlin)");
  expect(text).toContain("Simulated data: The demo generator made this trace.");
  expect(text).toContain("f".repeat(64));
  expect(text).toContain("the model's answer was not recorded");
  expect(text).toContain("$0.01");
});

it("keeps lines and blanks of what was said", () => {
  const lines = "first\n   second  third\n\tfourth";
  expect([...fileOf(lines).querySelectorAll(".plain, .code")].map((one) => one.textContent)).toContain(lines);
});

it("says in place of the transcript that a role may not read it", () => {
  const file = traceHtml({ ...saying("x"), content_hidden: true }, { ...ORIGIN, madeBy: "Max" });
  expect(file).toContain("the role of who made this file sees figures only");
  expect(file).not.toContain('class="transcript"');
});

it("sets steps below their parents, each once, circles and orphans too", () => {
  const spans = [
    { span_id: "r", parent_span_id: null },
    { span_id: "x", parent_span_id: "y" },
    { span_id: "y", parent_span_id: "x" },
    { span_id: "c", parent_span_id: "r" },
    { span_id: "o", parent_span_id: "gone" },
    { span_id: "d", parent_span_id: "c" },
  ] as TraceDocument["spans"];
  expect(rowsOf(spans).map(({ span, depth }) => `${span.span_id}${depth}`)).toEqual([
    "r0",
    "c1",
    "d2",
    "x0",
    "y1",
    "o0",
  ]);
});

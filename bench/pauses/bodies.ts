/** One way to make few bytes cost much: a body of about so many bytes for an endpoint. */
export interface HostileBody {
  name: string;
  path: string;
  contentType?: string;
  make: (bytes: number) => Uint8Array<ArrayBuffer> | string;
}

type Make = (index: number) => unknown;

const nowNs = (): string => `${BigInt(Date.now()) * 1_000_000n}`;
const hex = (value: number, digits: number): string => (value + 1).toString(16).padStart(digits, "0");
const kv = (key: string, value: unknown = { stringValue: "x" }) => ({ key, value });
const span = (index: number, more: object = {}) => ({
  traceId: hex(index, 32),
  spanId: hex(index, 16),
  name: "n",
  startTimeUnixNano: nowNs(),
  endTimeUnixNano: nowNs(),
  ...more,
});
const request = (spans: unknown[], resource: unknown = {}): string =>
  JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });

function fill(bytes: number, make: Make): unknown[] {
  const items: unknown[] = [];
  for (let size = 0; size < bytes; size += JSON.stringify(items.at(-1)).length + 1)
    items.push(make(items.length));
  return items;
}

const attributes =
  (make: Make) =>
  (bytes: number): string =>
    request([span(0, { attributes: fill(bytes, make) })]);
const spans =
  (make: Make) =>
  (bytes: number): string =>
    request(fill(bytes, make));
/** The input of a model call. */
const input =
  (unit: string, before = "", after = "") =>
  (bytes: number): string => {
    const text = before + unit.repeat(bytes / unit.length) + after;
    const kind = kv("openinference.span.kind", { stringValue: "LLM" });
    return request([span(0, { attributes: [kv("input.value", { stringValue: text }), kind] })]);
  };
const system =
  (unit: string) =>
  (bytes: number): string => {
    const said = kv("gen_ai.system_instructions", { stringValue: unit.repeat(bytes / unit.length) });
    const operation = kv("gen_ai.operation.name", { stringValue: "chat" });
    return request([span(0, { attributes: [operation, said] })]);
  };

const TRACES: Record<string, (bytes: number) => string> = {
  "attributes of many names": attributes((i) => kv(`a${i}`)),
  "attributes without anything": attributes(() => ({})),
  "prompts of a flattened list": attributes((i) => kv(`gen_ai.prompt.${i}.content`)),
  "messages of a flattened list": attributes((i) => kv(`llm.input_messages.${i}.message.content`)),
  "documents of a flattened list": attributes((i) => kv(`retrieval.documents.${i}.document.content`)),
  "counts of tokens by many names": attributes((i) => kv(`gen_ai.usage.x${i}_tokens`, { intValue: "1" })),
  "spans without anything": spans(() => ({})),
  "spans without attributes": spans((i) => span(i)),
  "calls of a model": spans((i) =>
    span(i, {
      attributes: [
        kv("gen_ai.request.model", { stringValue: `m${i}` }),
        kv("gen_ai.usage.input_tokens", { intValue: "5" }),
      ],
    }),
  ),
  events: (bytes) => request([span(0, { events: fill(bytes, () => ({ name: "gen_ai.choice" })) })]),
  links: (bytes) =>
    request([span(0, { links: fill(bytes, (i) => ({ traceId: hex(i, 32), spanId: hex(i, 16) })) })]),
  "a resource of many attributes": (bytes) =>
    request(
      Array.from({ length: 100 }, (_, i) => span(i)),
      { attributes: fill(bytes, (i) => kv(`a${i}`)) },
    ),
  "tags of many words": (bytes) => {
    const values = fill(bytes, (i) => ({ stringValue: `t${i}` }));
    return request([span(0, { attributes: [kv("langfuse.trace.tags", { arrayValue: { values } })] })]);
  },
  "lists in a text": input("[],", "[", "0]"),
  "open brackets": input("["),
  "Python's messages": input("HumanMessage(content='a'), ", "[", "]"),
  "Python's objects": input("{'b': 'c'}, ", "[{'a': "),
  spaces: input(" ", "", "["),
  "a system prompt of digits": system("1"),
  "a system prompt of addresses": system("a."),
};

const langfuseEvent = (index: number) => ({
  id: hex(index, 8),
  timestamp: new Date().toISOString(),
  type: "span-create",
  body: { id: hex(index, 16), traceId: hex(0, 32), startTime: new Date().toISOString(), name: "n" },
});
const langsmithRun = (index: number) => ({
  id: `0b6c0f6e-53f3-4a55-9f9e-${hex(index, 12)}`,
  name: "n",
  run_type: "llm",
  start_time: new Date().toISOString(),
  inputs: {},
});
const interaction = (index: number) => ({
  name: `n${index}`,
  started_at: new Date().toISOString(),
  ended_at: new Date().toISOString(),
  input: "x",
  output: "y",
});

const OTHERS: HostileBody[] = [
  {
    name: "Langfuse's events",
    path: "/api/public/ingestion",
    make: (bytes) => JSON.stringify({ batch: fill(bytes, langfuseEvent) }),
  },
  {
    name: "LangSmith's runs",
    path: "/runs/batch",
    make: (bytes) => JSON.stringify({ post: fill(bytes, langsmithRun) }),
  },
  {
    name: "interactions",
    path: "/api/v1/interactions",
    make: (bytes) => JSON.stringify(fill(bytes, interaction)),
  },
  { name: "lists in JSON", path: "/api/v1/interactions", make: (bytes) => `[${"[],".repeat(bytes / 3)}0]` },
  {
    name: "spans of two bytes",
    path: "/v1/traces",
    contentType: "application/x-protobuf",
    make: (bytes) => field(0x0a, field(0x12, Buffer.alloc(bytes, Buffer.from([0x12, 0])))),
  },
];

export const HOSTILE_BODIES: readonly HostileBody[] = [
  ...Object.entries(TRACES).map(([name, make]) => ({ name, path: "/v1/traces", make })),
  ...OTHERS,
];

/** A field of protobuf with a length. */
function field(tag: number, bytes: Buffer): Buffer<ArrayBuffer> {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
  }
}

import { leadingSystem } from "@/lib/model/leading-system";
import type { Message } from "@/lib/model/message";
import type { ModelAddition } from "@/lib/model/span";

/**
 * One addition for each span of what several events say about it: a function of their set, whatever order they came in and
 * however often. Some clients send one event for each message, others one with everything, some both, and some several with
 * parts left empty: single messages are put in the order of their times; an event with everything stands for itself, and the
 * longest wins. Events of one call travel together; what comes in another request is joined when the trace is read.
 */
export function mergeEvents(events: readonly ModelAddition[]): ModelAddition[] {
  if (events.length < 2) return [...events];
  const bySpan = new Map<string, ModelAddition[]>();
  for (const event of events) {
    const key = event.traceId + event.spanId;
    const known = bySpan.get(key);
    if (known) known.push(event);
    else bySpan.set(key, [event]);
  }
  return [...bySpan.values()].map(merged);
}

function merged(events: ModelAddition[]): ModelAddition {
  const sorted = distinct(events);
  const [earliest] = sorted as [ModelAddition, ...ModelAddition[]];
  if (sorted.length === 1) return earliest;
  const first = <Key extends keyof ModelAddition>(key: Key): ModelAddition[Key] =>
    (sorted.find((event) => event[key] !== null) ?? earliest)[key];
  const input = mergedMessages(sorted, "input");
  return {
    traceId: earliest.traceId,
    spanId: earliest.spanId,
    occurredAtNs: earliest.occurredAtNs,
    system: first("system") ?? leadingSystem(input),
    input,
    output: mergedMessages(sorted, "output"),
    toolDefinitions: longest(sorted.map(({ toolDefinitions }) => toolDefinitions)),
    inputValue: first("inputValue"),
    outputValue: first("outputValue"),
    documents: longest(sorted.map(({ documents }) => documents)),
    finishReason: first("finishReason"),
    error: first("error"),
    ...callIn(sorted),
    attributes: Object.assign(
      {},
      ...sorted.toReversed().map(({ attributes }) => attributes),
    ) as ModelAddition["attributes"],
    records: sorted.flatMap(({ records }) => records ?? []),
  };
}

/** What the last of them that counts tokens says of the call: others of the span count nothing. */
function callIn(sorted: readonly ModelAddition[]): Pick<ModelAddition, "call"> {
  const call = sorted.findLast((event) => event.call)?.call;
  return call ? { call } : {};
}

/** By time, then by content, equal ones once. */
function distinct(events: readonly ModelAddition[]): ModelAddition[] {
  const byText = new Map(
    events.map((event) => [JSON.stringify({ ...event, occurredAtNs: event.occurredAtNs.toString() }), event]),
  );
  return [...byText.entries()]
    .sort(([a, { occurredAtNs: at }], [b, { occurredAtNs: other }]) =>
      at !== other ? (at < other ? -1 : 1) : a < b ? -1 : a > b ? 1 : 0,
    )
    .map(([, event]) => event);
}

/** An event with everything has more than a single message. */
const isWhole = ({ input, output, toolDefinitions }: ModelAddition): boolean =>
  toolDefinitions !== null ||
  (input !== null && output !== null) ||
  (input?.length ?? 0) > 1 ||
  (output?.length ?? 0) > 1;

function mergedMessages(sorted: ModelAddition[], side: "input" | "output"): Message[] | null {
  const whole = longest(sorted.filter(isWhole).map((event) => event[side]));
  const singles = sorted.filter((event) => !isWhole(event)).flatMap((event) => event[side] ?? []);
  if (whole !== null && whole.length >= singles.length) return whole;
  return singles.length === 0 ? null : singles;
}

/** The first of the longest: ties are decided by the order, which is that of the times. */
function longest<Item>(lists: (Item[] | null)[]): Item[] | null {
  let found: Item[] | null = null;
  for (const list of lists) if (list !== null && list.length > (found?.length ?? 0)) found = list;
  return found;
}

import { Failure } from "@/lib/errors";
import type { Json, JsonObject } from "@/lib/model/json";

/** Attributes by key; the last of duplicate keys wins; keys without a value have null. */
export type Attributes = Map<string, Json>;

/** What a client says that it left out; absent: nothing. */
export interface Dropped {
  droppedAttributes?: number;
}

export interface OtlpEvent extends Dropped {
  timeNs: bigint;
  name: string;
  attributes: Attributes;
}

export interface OtlpLink extends Dropped {
  traceId: string;
  spanId: string;
  attributes: Attributes;
  /** Absent when empty; as are the W3C flags when they are 0. */
  traceState?: string | undefined;
  flags?: number;
}

/** A span as OTLP says it, the same from both encodings. */
export interface OtlpSpan extends Dropped {
  /** Lower-case hex; "" when absent, all zero or of a wrong length. */
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  /** SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Nanoseconds since the epoch; 0 when absent. */
  startNs: bigint;
  endNs: bigint;
  attributes: Attributes;
  events: OtlpEvent[];
  links: OtlpLink[];
  /** 0 unset, 1 ok, 2 error. */
  statusCode: number;
  statusMessage: string;
  /** The client cut attributes, events or links, or we cut values nested too deep. */
  truncated: boolean;
  droppedEvents?: number;
  droppedLinks?: number;
  /** W3C flags; absent when they are 0. */
  flags?: number;
  /** Characters of all attribute values: what the span costs to keep. */
  size: number;
  /** The field whose time is none; absent: all are. */
  badTime?: string;
}

export interface OtlpLog {
  traceId: string;
  spanId: string;
  timeNs: bigint;
  observedNs: bigint;
  eventName: string;
  body: Json;
  attributes: Attributes;
  size: number;
  /** The field whose time is none; absent: all are. */
  badTime?: string;
}

export interface OtlpResource extends Dropped {
  attributes: Attributes;
  /** Absent when empty. */
  schemaUrl?: string | undefined;
}

export interface OtlpScope extends Dropped {
  /** Absent when empty. */
  schemaUrl?: string | undefined;
  name: string;
  version: string;
  attributes: Attributes;
}

/** Spans or log records of one resource and scope, in wire order. */
export interface OtlpGroup<Item> {
  resource: OtlpResource;
  scope: OtlpScope;
  items: Item[];
}

/** A span whose values are larger than this is refused by itself; the rest of its request is kept. */
export const MAX_SPAN_CHARACTERS = 16 * 1024 * 1024;

/** Why a span or a record with such a field is refused; what it came with is kept. */
export const badTime = (field: string) => ({
  code: "bad_time",
  message: `${field} must be nanoseconds since 1970 as a decimal string.`,
});

/** What the smallest span takes in memory is many times what it takes on the wire. */
export const MAX_PARTS = 2_000_000;

/** A request holds more spans, records, events, links and attributes than are read at once. */
export class TooManyParts extends Failure {
  constructor() {
    super(
      "body_too_large",
      "The request holds too many spans, records, events, links and attributes to be taken at once; send smaller batches.",
    );
  }
}

/** Counts what a request is made of while it is read, so that small bytes become neither a full heap nor a long wait. */
export class PartBudget {
  constructor(private left: number) {}

  /** @throws TooManyParts */
  take(parts: number): void {
    this.left -= parts;
    if (this.left < 0) throw new TooManyParts();
  }
}

/** Weights for {@link PartBudget}: a span, record, event or link holds lists and maps of its own. */
export const ITEM_PARTS = 5;
export const ATTRIBUTE_PARTS = 1;

export const emptyScope = (): OtlpScope => ({ name: "", version: "", attributes: new Map() });

/** Without the keys that have no value: nothing is said there. */
export const withoutEmpty = (attributes: Attributes): Attributes => {
  for (const value of attributes.values())
    if (value === null) return new Map([...attributes].filter(([, held]) => held !== null));
  return attributes;
};

export const objectOf = (attributes: Attributes): JsonObject => Object.fromEntries(attributes);

/** Whether the client left anything of a span out. */
export const hasDropped = ({
  droppedAttributes,
  droppedEvents,
  droppedLinks,
  events,
  links,
}: OtlpSpan): boolean =>
  droppedAttributes !== undefined ||
  droppedEvents !== undefined ||
  droppedLinks !== undefined ||
  events.some((event) => event.droppedAttributes !== undefined) ||
  links.some((link) => link.droppedAttributes !== undefined);

const ZERO = /^0*$/;

/** Hex digits of an id, or "" when it is no id at all. */
export const idOrNone = (hex: string): string => (ZERO.test(hex) ? "" : hex);

/** Integers that JavaScript holds exactly are numbers, others their decimal text. */
export const exactInteger = (value: bigint): Json =>
  value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value.toString();

/** JSON has no word for these: as text, the way protobuf's JSON mapping spells them. */
export const exactDouble = (value: number): Json =>
  Number.isFinite(value) ? (value === 0 ? 0 : value) : String(value);

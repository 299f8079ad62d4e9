import type { Json } from "@/lib/model/json";
import type { ModelSpan } from "@/lib/model/span";

import type { OtlpEvent, OtlpSpan } from "../otlp/shape";
import { toModelSpan } from "./index";

const SECOND = 1_000_000_000n;

export const event = (
  name: string,
  attributes: { [key: string]: Json },
  timeNs = 1800n * SECOND,
): OtlpEvent => ({ name, timeNs, attributes: new Map(Object.entries(attributes)) });

export const otlpSpan = (attributes: { [key: string]: Json }, span: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  parentSpanId: "",
  traceState: "",
  name: "step",
  kind: 1,
  startNs: 1800n * SECOND,
  endNs: 1802n * SECOND,
  attributes: new Map(Object.entries(attributes)),
  events: [],
  links: [],
  statusCode: 0,
  statusMessage: "",
  truncated: false,
  size: 0,
  ...span,
});

/** What a span of two seconds with these attributes becomes. */
export function modelSpan(
  attributes: { [key: string]: Json },
  more: { span?: Partial<OtlpSpan>; scope?: string; resource?: { [key: string]: Json } } = {},
): ModelSpan {
  const span = toModelSpan(
    otlpSpan(attributes, more.span),
    { attributes: new Map(Object.entries(more.resource ?? {})) },
    { name: more.scope ?? "", version: "", attributes: new Map() },
  );
  if (span === "pending" || !("traceId" in span)) throw new Error(`not a span: ${JSON.stringify(span)}`);
  return span;
}

/** What a client says -> what is understood of it. */
export type Case = [
  what: string,
  attributes: { [key: string]: Json },
  expected: object,
  more?: Parameters<typeof modelSpan>[1],
];

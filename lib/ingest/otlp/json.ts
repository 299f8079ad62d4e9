import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { MAX_DEPTH, storableText } from "@/lib/model/json-text";
import {
  ATTRIBUTE_PARTS,
  hasDropped,
  emptyScope,
  exactDouble,
  exactInteger,
  idOrNone,
  ITEM_PARTS,
  MAX_SPAN_CHARACTERS,
  type PartBudget,
} from "./shape";
import type {
  Attributes,
  Dropped,
  OtlpEvent,
  OtlpGroup,
  OtlpLink,
  OtlpLog,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from "./shape";
import { refuseNearMiss } from "./near-miss";
import { refuseSnakeCase } from "./snake-case";
import { WireError } from "./wire-reader";

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUS_CODES = ["UNSET", "OK", "ERROR"];

const MAX_UINT64 = (1n << 64n) - 1n;

/** OTLP's JSON encoding -> the same shape as the protobuf one. Names are camelCase only, unknown ones are ignored, and snake_case ones are an error. */
export class JsonOtlp {
  private size = 0;
  private cut = false;
  /** Of the span or record that is being read. */
  private badTime: string | undefined;

  constructor(
    private readonly request: Json,
    private readonly budget: PartBudget,
  ) {}

  traces(): OtlpGroup<OtlpSpan>[] {
    return this.groups("resourceSpans", "scopeSpans", "spans", (item) => this.span(item));
  }

  logs(): OtlpGroup<OtlpLog>[] {
    return this.groups("resourceLogs", "scopeLogs", "logRecords", (item) => this.log(item));
  }

  metricPoints(): number {
    let points = 0;
    for (const { items } of this.groups("resourceMetrics", "scopeMetrics", "metrics", (item) => item))
      for (const metric of items) {
        refuseSnakeCase(metric);
        for (const kind of ["gauge", "sum", "histogram", "exponentialHistogram", "summary"]) {
          const data = metric[kind];
          if (!isObject(data)) continue;
          refuseSnakeCase(data);
          const found = objects(data.dataPoints, "dataPoints");
          found.forEach(refuseSnakeCase);
          points += found.length;
        }
      }
    return points;
  }

  private groups<Item>(
    outer: string,
    middle: string,
    inner: string,
    item: (value: JsonObject) => Item,
  ): OtlpGroup<Item>[] {
    if (!isObject(this.request)) throw new WireError("the body must be a JSON object");
    refuseSnakeCase(this.request);
    refuseNearMiss(this.request, outer);
    const groups: OtlpGroup<Item>[] = [];
    for (const byResource of objects(this.request[outer], outer)) {
      refuseSnakeCase(byResource);
      refuseNearMiss(byResource, middle);
      const said = object(byResource.resource, "resource");
      refuseSnakeCase(said);
      const resource: OtlpResource = { attributes: this.attributes(said.attributes), ...dropped(said) };
      if (text(byResource.schemaUrl) !== "") resource.schemaUrl = text(byResource.schemaUrl);
      for (const byScope of objects(byResource[middle], middle)) {
        refuseSnakeCase(byScope);
        refuseNearMiss(byScope, inner);
        groups.push({
          resource,
          scope: this.scope(byScope.scope, text(byScope.schemaUrl)),
          items: objects(byScope[inner], inner).map(item),
        });
      }
    }
    return groups;
  }

  private scope(value: Json | undefined, schemaUrl: string): OtlpScope {
    const url = schemaUrl === "" ? {} : { schemaUrl };
    if (!isObject(value)) return { ...emptyScope(), ...url };
    refuseSnakeCase(value);
    return {
      name: text(value.name),
      version: text(value.version),
      attributes: this.attributes(value.attributes),
      ...dropped(value),
      ...url,
    };
  }

  private span(value: JsonObject): OtlpSpan {
    this.size = 0;
    this.cut = false;
    this.badTime = undefined;
    this.budget.take(ITEM_PARTS);
    refuseSnakeCase(value);
    const status = object(value.status, "status");
    const span: OtlpSpan = {
      traceId: id(value.traceId, 16),
      spanId: id(value.spanId, 8),
      parentSpanId: id(value.parentSpanId, 8),
      traceState: text(value.traceState),
      name: text(value.name),
      kind: named(value.kind, KINDS, "SPAN_KIND_"),
      startNs: this.time(value, "startTimeUnixNano"),
      endNs: this.time(value, "endTimeUnixNano"),
      attributes: this.attributes(value.attributes),
      events: objects(value.events, "events").map((event) => this.event(event)),
      links: objects(value.links, "links").map((link) => this.link(link)),
      statusCode: named(status.code, STATUS_CODES, "STATUS_CODE_"),
      statusMessage: text(status.message),
      truncated: false,
      size: 0,
    };
    setCount(span, "droppedAttributes", value.droppedAttributesCount);
    setCount(span, "droppedEvents", value.droppedEventsCount);
    setCount(span, "droppedLinks", value.droppedLinksCount);
    setCount(span, "flags", value.flags);
    span.truncated = this.cut || hasDropped(span);
    span.size = this.size;
    if (this.badTime !== undefined) span.badTime = this.badTime;
    return span;
  }

  private event(value: JsonObject): OtlpEvent {
    this.budget.take(ITEM_PARTS);
    refuseSnakeCase(value);
    return {
      timeNs: this.time(value, "timeUnixNano"),
      name: text(value.name),
      attributes: this.attributes(value.attributes),
      ...dropped(value),
    };
  }

  private link(value: JsonObject): OtlpLink {
    this.budget.take(ITEM_PARTS);
    refuseSnakeCase(value);
    const link: OtlpLink = {
      traceId: id(value.traceId, 16),
      spanId: id(value.spanId, 8),
      attributes: this.attributes(value.attributes),
      ...dropped(value),
    };
    if (text(value.traceState) !== "") link.traceState = text(value.traceState);
    setCount(link, "flags", value.flags);
    return link;
  }

  private log(value: JsonObject): OtlpLog {
    this.size = 0;
    this.badTime = undefined;
    this.budget.take(ITEM_PARTS);
    refuseSnakeCase(value);
    const log: OtlpLog = {
      traceId: id(value.traceId, 16),
      spanId: id(value.spanId, 8),
      timeNs: this.time(value, "timeUnixNano"),
      observedNs: this.time(value, "observedTimeUnixNano"),
      eventName: text(value.eventName),
      body: this.value(value.body, MAX_DEPTH) ?? null,
      attributes: this.attributes(value.attributes),
      size: 0,
    };
    log.size = this.size;
    if (this.badTime !== undefined) log.badTime = this.badTime;
    return log;
  }

  /** One that is none costs the span or record that holds it, and not its whole request. */
  private time(value: JsonObject, name: string): bigint {
    const ns = uint64(value[name]);
    if (ns === null) this.badTime ??= name;
    return ns ?? 0n;
  }

  private attributes(list: Json | undefined, depth = MAX_DEPTH): Attributes {
    const attributes: Attributes = new Map();
    for (const { key, value } of objects(list, "attributes")) {
      const known = this.value(value, depth);
      this.budget.take(ATTRIBUTE_PARTS);
      // Protobuf's JSON mapping leaves an empty key out.
      const name = typeof key === "string" ? storableText(key) : "";
      this.size += name.length;
      attributes.set(name, known ?? null);
    }
    return attributes;
  }

  private value(value: Json | undefined, depth: number): Json | undefined {
    if (!isObject(value)) return undefined;
    if (depth === 0 || this.size > MAX_SPAN_CHARACTERS) {
      this.cut = true;
      return undefined;
    }
    const known = this.member(value, depth);
    if (known !== undefined) this.size += 8;
    return known;
  }

  private member(value: JsonObject, depth: number): Json | undefined {
    if (typeof value.stringValue === "string") return this.text(storableText(value.stringValue));
    if (typeof value.boolValue === "boolean") return value.boolValue;
    if (value.intValue !== undefined && value.intValue !== null) return integer(value.intValue);
    if (typeof value.doubleValue === "number" || typeof value.doubleValue === "string")
      return double(value.doubleValue);
    if (isObject(value.arrayValue))
      return objects(value.arrayValue.values, "values").map((item) => this.value(item, depth - 1) ?? null);
    if (isObject(value.kvlistValue))
      return Object.fromEntries(this.attributes(value.kvlistValue.values, depth - 1));
    if (typeof value.bytesValue === "string")
      return this.text(Buffer.from(value.bytesValue, "base64").toString("base64"));
    // No value at all is rare: only there is it asked whether its key is misspelled.
    refuseSnakeCase(value);
    return undefined;
  }

  private text(value: string): string {
    this.size += value.length;
    return value;
  }
}

function objects(value: Json | undefined, name: string): JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new WireError(`${name} must be an array`);
  for (const item of value) if (!isObject(item)) throw new WireError(`${name} must hold objects`);
  return value as JsonObject[];
}

function object(value: Json | undefined, name: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new WireError(`${name} must be an object`);
  return value;
}

const count = (value: Json | undefined): number =>
  value === undefined ? 0 : Number(typeof value === "number" || typeof value === "string" ? value : 0) || 0;

function setCount<Key extends string>(
  into: { [key in Key]?: number },
  key: Key,
  value: Json | undefined,
): void {
  const said = count(value);
  if (said > 0) into[key] = said;
}

const dropped = ({ droppedAttributesCount }: JsonObject): Dropped => {
  const said = count(droppedAttributesCount);
  return said > 0 ? { droppedAttributes: said } : {};
};

const text = (value: Json | undefined): string => (typeof value === "string" ? storableText(value) : "");

/** Hex in any case; base64 when it is not hex, as some hand-written exporters send. */
function id(value: Json | undefined, bytes: number): string {
  if (typeof value !== "string") return "";
  if (value.length === bytes * 2 && /^[0-9a-f]*$/i.test(value)) return idOrNone(value.toLowerCase());
  if (value.length !== Math.ceil(bytes / 3) * 4 || !/^[A-Za-z0-9+/]+=*$/.test(value)) return "";
  const decoded = Buffer.from(value, "base64");
  return decoded.length === bytes ? idOrNone(decoded.toString("hex")) : "";
}

/** Times: decimal strings by the specification, numbers from some clients. Null: not a time. */
function uint64(value: Json | undefined): bigint | null {
  if (value === undefined || value === null || value === "") return 0n;
  const whole =
    typeof value === "string"
      ? /^\d{1,20}$/.test(value)
      : typeof value === "number" && Number.isInteger(value) && value >= 0;
  if (!whole) return null;
  const number = BigInt(value as string | number);
  return number <= MAX_UINT64 ? number : null;
}

function integer(value: Json): Json | undefined {
  if (typeof value === "number")
    return Number.isInteger(value) ? exactInteger(BigInt.asIntN(64, BigInt(value))) : undefined;
  return typeof value === "string" && /^-?\d{1,20}$/.test(value)
    ? exactInteger(BigInt.asIntN(64, BigInt(value)))
    : undefined;
}

function double(value: number | string): Json | undefined {
  if (typeof value === "number") return exactDouble(value);
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return value;
  return value.trim() !== "" && Number.isFinite(Number(value)) ? exactDouble(Number(value)) : undefined;
}

function named(value: Json | undefined, names: string[], prefix: string): number {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 ? value : 0;
  if (typeof value !== "string") return 0;
  if (/^\d+$/.test(value)) return Number(value);
  return Math.max(0, names.indexOf(value.startsWith(prefix) ? value.slice(prefix.length) : value));
}

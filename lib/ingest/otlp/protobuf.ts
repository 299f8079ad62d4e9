import { MAX_DEPTH } from "@/lib/model/json-text";
import { ProtobufValues } from "./protobuf-values";
import { hasDropped, ITEM_PARTS } from "./shape";
import type { OtlpEvent, OtlpGroup, OtlpLink, OtlpLog, OtlpResource, OtlpScope, OtlpSpan } from "./shape";

/**
 * OTLP's protobuf encoding -> our shape, in one pass. The field numbers are those of otlp.proto beside this file; a field
 * that is not named here is skipped, whatever a newer client puts into it.
 */
export class ProtobufOtlp extends ProtobufValues {
  traces(): OtlpGroup<OtlpSpan>[] {
    return this.request((limit) => this.span(limit));
  }

  logs(): OtlpGroup<OtlpLog>[] {
    return this.request((limit) => this.log(limit));
  }

  /** Data points of a metrics request, for the count; nothing is kept. */
  metricPoints(): number {
    let points = 0;
    this.fields(this.reader.length, (field, limit) => {
      if (field !== 1) return false;
      this.fields(limit, (inResource, scopeLimit) => {
        if (inResource !== 2) return false;
        this.fields(scopeLimit, (inScope, metricLimit) => {
          if (inScope !== 2) return false;
          // gauge, sum, histogram, exponential histogram, summary: data_points is field 1 of each.
          this.fields(metricLimit, (kind, kindLimit) => {
            if (kind !== 5 && kind !== 7 && kind !== 9 && kind !== 10 && kind !== 11) return false;
            this.fields(kindLimit, (inKind, pointLimit) => {
              if (inKind !== 1) return false;
              points++;
              this.reader.pos = pointLimit;
              return true;
            });
            return true;
          });
          return true;
        });
        return true;
      });
      return true;
    });
    return points;
  }

  /** Calls `read` with the end of each length-delimited field; whatever it does not take is skipped. */
  private fields(limit: number, read: (field: number, limit: number) => boolean): void {
    const { reader } = this;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      const before = reader.pos;
      if ((tag & 7) === 2) {
        const end = reader.end(limit);
        if (read(tag >>> 3, end)) {
          reader.pos = end;
          continue;
        }
        reader.pos = before;
      }
      reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
  }

  /** The requests for traces and logs have the same outer form: resource[] > scope[] > item[]. */
  private request<Item>(item: (limit: number) => Item): OtlpGroup<Item>[] {
    const groups: OtlpGroup<Item>[] = [];
    this.fields(this.reader.length, (field, limit) => {
      if (field !== 1) return false;
      this.budget.take(ITEM_PARTS);
      const resource: OtlpResource = { attributes: new Map() };
      this.fields(limit, (inResource, end) => {
        if (inResource === 1) this.resource(end, resource);
        else if (inResource === 3) resource.schemaUrl = this.reader.text(end) || undefined;
        else if (inResource === 2) groups.push(this.scoped(end, resource, item));
        else return false;
        return true;
      });
      return true;
    });
    return groups;
  }

  private resource(limit: number, resource: OtlpResource): void {
    const { reader } = this;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 10) this.attribute(reader.end(limit), resource.attributes);
      else if (tag === 16) setCount(resource, "droppedAttributes", reader.uint32());
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
  }

  private scoped<Item>(
    limit: number,
    resource: OtlpResource,
    item: (limit: number) => Item,
  ): OtlpGroup<Item> {
    this.budget.take(ITEM_PARTS);
    const scope: OtlpScope = { name: "", version: "", attributes: new Map() };
    const items: Item[] = [];
    this.fields(limit, (field, end) => {
      if (field === 1) this.scope(end, scope);
      else if (field === 2) items.push(item(end));
      else if (field === 3) scope.schemaUrl = this.reader.text(end) || undefined;
      else return false;
      return true;
    });
    return { resource, scope, items };
  }

  private scope(limit: number, scope: OtlpScope): void {
    const { reader } = this;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 10) scope.name = reader.string(limit);
      else if (tag === 18) scope.version = reader.string(limit);
      else if (tag === 26) this.attribute(reader.end(limit), scope.attributes);
      else if (tag === 32) setCount(scope, "droppedAttributes", reader.uint32());
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
  }

  private span(limit: number): OtlpSpan {
    const { reader } = this;
    this.budget.take(ITEM_PARTS);
    const span: OtlpSpan = {
      traceId: "",
      spanId: "",
      parentSpanId: "",
      traceState: "",
      name: "",
      kind: 0,
      startNs: 0n,
      endNs: 0n,
      attributes: new Map(),
      events: [],
      links: [],
      statusCode: 0,
      statusMessage: "",
      truncated: false,
      size: 0,
    };
    this.size = 0;
    this.cut = false;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      switch (tag) {
        case 10:
          span.traceId = this.id(limit, 32);
          break;
        case 18:
          span.spanId = this.id(limit, 16);
          break;
        case 26:
          span.traceState = reader.string(limit);
          break;
        case 34:
          span.parentSpanId = this.id(limit, 16);
          break;
        case 42:
          span.name = reader.string(limit);
          break;
        case 48:
          span.kind = reader.uint32();
          break;
        case 57:
          span.startNs = reader.fixed64();
          break;
        case 65:
          span.endNs = reader.fixed64();
          break;
        case 74:
          this.attribute(reader.end(limit), span.attributes);
          break;
        case 80:
          setCount(span, "droppedAttributes", reader.uint32());
          break;
        case 96:
          setCount(span, "droppedEvents", reader.uint32());
          break;
        case 112:
          setCount(span, "droppedLinks", reader.uint32());
          break;
        case 133:
          setCount(span, "flags", reader.fixed32());
          break;
        case 90:
          span.events.push(this.event(reader.end(limit)));
          break;
        case 106:
          span.links.push(this.link(reader.end(limit)));
          break;
        case 122:
          this.status(reader.end(limit), span);
          break;
        default:
          reader.skip(tag & 7, limit);
      }
    }
    reader.finish(limit);
    span.truncated = this.cut || hasDropped(span);
    span.size = this.size;
    return span;
  }

  private event(limit: number): OtlpEvent {
    const { reader } = this;
    this.budget.take(ITEM_PARTS);
    const event: OtlpEvent = { timeNs: 0n, name: "", attributes: new Map() };
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 9) event.timeNs = reader.fixed64();
      else if (tag === 18) event.name = reader.string(limit);
      else if (tag === 26) this.attribute(reader.end(limit), event.attributes);
      else if (tag === 32) setCount(event, "droppedAttributes", reader.uint32());
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
    return event;
  }

  private link(limit: number): OtlpLink {
    const { reader } = this;
    this.budget.take(ITEM_PARTS);
    const link: OtlpLink = { traceId: "", spanId: "", attributes: new Map() };
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 10) link.traceId = this.id(limit, 32);
      else if (tag === 18) link.spanId = this.id(limit, 16);
      else if (tag === 26) link.traceState = reader.string(limit) || undefined;
      else if (tag === 34) this.attribute(reader.end(limit), link.attributes);
      else if (tag === 40) setCount(link, "droppedAttributes", reader.uint32());
      else if (tag === 53) setCount(link, "flags", reader.fixed32());
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
    return link;
  }

  private status(limit: number, span: OtlpSpan): void {
    const { reader } = this;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 18) span.statusMessage = reader.string(limit);
      else if (tag === 24) span.statusCode = reader.uint32();
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
  }

  private log(limit: number): OtlpLog {
    const { reader } = this;
    this.budget.take(ITEM_PARTS);
    const log: OtlpLog = {
      traceId: "",
      spanId: "",
      timeNs: 0n,
      observedNs: 0n,
      eventName: "",
      body: null,
      attributes: new Map(),
      size: 0,
    };
    this.size = 0;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      switch (tag) {
        case 9:
          log.timeNs = reader.fixed64();
          break;
        case 89:
          log.observedNs = reader.fixed64();
          break;
        case 42:
          log.body = this.value(reader.end(limit), MAX_DEPTH) ?? null;
          break;
        case 50:
          this.attribute(reader.end(limit), log.attributes);
          break;
        case 74:
          log.traceId = this.id(limit, 32);
          break;
        case 82:
          log.spanId = this.id(limit, 16);
          break;
        case 98:
          log.eventName = reader.string(limit);
          break;
        default:
          reader.skip(tag & 7, limit);
      }
    }
    reader.finish(limit);
    log.size = this.size;
    return log;
  }
}

function setCount<Key extends string>(into: { [key in Key]?: number }, key: Key, count: number): void {
  if (count > 0) into[key] = count;
}

import type { Json } from "@/lib/model/json";

import { MAX_DEPTH } from "@/lib/model/json-text";
import {
  ATTRIBUTE_PARTS,
  exactDouble,
  exactInteger,
  idOrNone,
  MAX_SPAN_CHARACTERS,
  type PartBudget,
} from "./shape";
import type { Attributes } from "./shape";
import { WireReader } from "./wire-reader";

/** The parts that every message of OTLP is made of: ids, attributes and values, with their limits. */
export class ProtobufValues {
  protected readonly reader: WireReader;
  /** Characters of the values read since it was last set to 0. */
  protected size = 0;
  /** Whether a value was left out since it was last set to false. */
  protected cut = false;

  constructor(
    bytes: Buffer,
    protected readonly budget: PartBudget,
  ) {
    this.reader = new WireReader(bytes);
  }

  protected id(limit: number, digits: number): string {
    const hex = this.reader.hex(limit);
    return hex.length === digits ? idOrNone(hex) : "";
  }

  protected attribute(limit: number, into: Attributes, depth = MAX_DEPTH): void {
    const { reader } = this;
    this.budget.take(ATTRIBUTE_PARTS);
    let key = "";
    let value: Json | undefined;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 10) key = reader.key(limit);
      else if (tag === 18) value = this.value(reader.end(limit), depth);
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
    this.size += key.length;
    into.set(key, value ?? null);
  }

  /** Undefined: an AnyValue without a member, or one nested too deep. */
  protected value(limit: number, depth: number): Json | undefined {
    const { reader } = this;
    // Values of a span that is refused anyway need not be built.
    if (depth === 0 || this.size > MAX_SPAN_CHARACTERS) {
      this.cut = true;
      reader.pos = limit;
      return undefined;
    }
    let value: Json | undefined;
    while (reader.pos < limit) {
      const tag = reader.uint32();
      switch (tag) {
        case 10:
          value = this.text(reader.string(limit));
          break;
        case 16:
          value = reader.uint32() !== 0;
          break;
        case 24:
          value = exactInteger(reader.int64());
          break;
        case 33:
          value = exactDouble(reader.double());
          break;
        case 42:
          value = this.list(reader.end(limit), depth - 1);
          break;
        case 50:
          value = this.map(reader.end(limit), depth - 1);
          break;
        case 58:
          value = this.text(reader.base64(limit));
          break;
        default:
          reader.skip(tag & 7, limit);
      }
    }
    reader.finish(limit);
    if (value !== undefined) this.size += 8;
    return value;
  }

  private text(text: string): string {
    this.size += text.length;
    return text;
  }

  private list(limit: number, depth: number): Json[] {
    const { reader } = this;
    this.budget.take(ATTRIBUTE_PARTS);
    const items: Json[] = [];
    while (reader.pos < limit) {
      const tag = reader.uint32();
      // An empty element keeps its place as null: lists are read by position.
      if (tag === 10) items.push(this.value(reader.end(limit), depth) ?? null);
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
    return items;
  }

  private map(limit: number, depth: number): Json {
    const { reader } = this;
    this.budget.take(ATTRIBUTE_PARTS);
    const entries: Attributes = new Map();
    while (reader.pos < limit) {
      const tag = reader.uint32();
      if (tag === 10) this.attribute(reader.end(limit), entries, depth);
      else reader.skip(tag & 7, limit);
    }
    reader.finish(limit);
    return Object.fromEntries(entries);
  }
}

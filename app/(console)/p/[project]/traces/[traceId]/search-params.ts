import { createLoader, createParser, createSerializer } from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { traceParams } from "@/components/trace/search-params";
import { readSpanCursor } from "@/lib/traces/span-cursor";

/** Where the page of a large trace's spans begins; what is no cursor shows the first page. */
const parseAsSpanCursor = createParser({
  parse: (text) => {
    try {
      readSpanCursor(text);
      return text;
    } catch {
      return null;
    }
  },
  serialize: (cursor) => cursor,
});

const all = { ...shellParams, ...traceParams, spans: parseAsSpanCursor };

export const loadTraceParams = createLoader(all);
/** The page's address with its whole view, and the range and environment that other pages share. */
export const serializeTraceParams = createSerializer(all);

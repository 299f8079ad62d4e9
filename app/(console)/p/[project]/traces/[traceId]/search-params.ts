import { createLoader, createSerializer } from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";
import { traceParams } from "@/components/trace/search-params";

const all = { ...shellParams, ...traceParams };

export const loadTraceParams = createLoader(all);
/** The page's address with its whole view, and the range and environment that other pages share. */
export const serializeTraceParams = createSerializer(all);

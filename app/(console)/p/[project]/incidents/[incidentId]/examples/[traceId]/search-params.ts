import { createLoader } from "nuqs/server";

import { traceParams } from "@/components/trace/search-params";

export const loadKeptTraceParams = createLoader(traceParams);

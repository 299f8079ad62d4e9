import { createLoader, createSerializer, type inferParserType, parseAsString } from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";

const params = {
  ...shellParams,
  /** Samples of this reason only. */
  reason: parseAsString,
  /** The sample that is open. */
  sample: parseAsString,
};

export type IngestView = inferParserType<typeof params>;
export const loadIngestParams = createLoader(params);
export const serializeIngestParams = createSerializer(params);

import { createLoader, createSerializer, parseAsString } from "nuqs/server";

import { shellParams } from "@/components/shell/search-params";

/** What the page's address says besides range and environment: which feature, segment and signal are looked at. */
export const driftParams = {
  feature: parseAsString,
  /** Of the feature; '' is unknown. */
  environment: parseAsString.withDefault(""),
  dimension: parseAsString.withDefault(""),
  value: parseAsString.withDefault(""),
  signal: parseAsString,
};

export const loadDriftView = createLoader({ ...shellParams, ...driftParams });
export const serializeDriftView = createSerializer({ ...shellParams, ...driftParams });
export type DriftView = Awaited<ReturnType<typeof loadDriftView>>;

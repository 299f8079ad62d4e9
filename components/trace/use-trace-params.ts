"use client";

import { useQueryStates } from "nuqs";

import { traceParams } from "./search-params";

/** The view of a trace; changes stay in the browser and make no step in the history. */
export const useTraceParams = () => useQueryStates(traceParams, { history: "replace", shallow: true });

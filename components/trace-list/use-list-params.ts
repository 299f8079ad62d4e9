"use client";

import { useQueryState, useQueryStates } from "nuqs";
import { useCallback } from "react";

import { useShellParams } from "@/components/shell/use-shell-params";

import { filterParams, type FilterName, type ListFilter, listSearch, sortParam } from "./search-params";

export type FilterChange = Partial<{ [word in FilterName]: ListFilter[word] | null }>;

/** The list that the address speaks of. Filters change it in the browser alone; the rows follow by fetching. */
export function useListParams() {
  const [{ live, ...range }, setShell] = useShellParams();
  const [filter, setAll] = useQueryStates(filterParams, { history: "push", shallow: true });
  const [sort, setSort] = useQueryState("sort", sortParam.withOptions({ history: "push", shallow: true }));
  const view = { ...range, ...filter, sort };
  const setFilter = useCallback(
    (change: FilterChange, history: "push" | "replace" = "push") => void setAll(change, { history }),
    [setAll],
  );
  return { view, filter, setFilter, sort, setSort, setShell, live, search: listSearch(view) };
}

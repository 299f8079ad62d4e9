"use client";

import { debounce, useQueryState } from "nuqs";

import { SearchInput } from "@/components/ui/input";

import { findParams } from "./search-params";

const TYPING_MS = 300;

/** Narrows the price list to models and providers. */
export function PriceSearch() {
  const [find, setFind] = useQueryState("find", { ...findParams.find, shallow: false, history: "replace" });
  return (
    <SearchInput
      aria-label="Search the price list"
      placeholder="Model or provider"
      className="w-60 max-w-full"
      value={find}
      onChange={(event) =>
        void setFind(event.target.value, {
          limitUrlUpdates: event.target.value === "" ? undefined : debounce(TYPING_MS),
        })
      }
      onKeyDown={(event) => event.key === "Escape" && void setFind("")}
    />
  );
}

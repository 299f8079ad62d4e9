"use client";

import { debounce, useQueryStates } from "nuqs";
import { useRef } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { SearchInput } from "@/components/ui/input";

import { sessionsParams } from "./search-params";

const TYPING_MS = 300;

/** Finds sessions by the beginning of their id, or by their user. */
export function SessionSearch() {
  const [{ q }, set] = useQueryStates(sessionsParams, { shallow: false, history: "replace" });
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label: "Search sessions", group: "List" }, () => input.current?.focus());
  return (
    <SearchInput
      ref={input}
      aria-label="Search by session or user id"
      placeholder="Session or user id"
      className="w-60"
      value={q}
      onChange={(event) =>
        void set(
          { q: event.target.value },
          { limitUrlUpdates: event.target.value === "" ? undefined : debounce(TYPING_MS) },
        )
      }
      onKeyDown={(event) => event.key === "Escape" && void set({ q: "" })}
    />
  );
}

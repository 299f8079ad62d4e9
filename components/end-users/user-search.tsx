"use client";

import { debounce, useQueryStates } from "nuqs";
import { useRef } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { SearchInput } from "@/components/ui/input";

import { endUserParams } from "./search-params";

const TYPING_MS = 300;

/** Finds users by any part of their id. */
export function UserSearch() {
  const [{ q }, set] = useQueryStates(endUserParams, { shallow: false, history: "replace" });
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label: "Search users", group: "List" }, () => input.current?.focus());
  return (
    <SearchInput
      ref={input}
      aria-label="Search by user id"
      placeholder="User id"
      className="w-60"
      value={q}
      onChange={(event) =>
        void set(
          { q: event.target.value, show: null },
          { limitUrlUpdates: event.target.value === "" ? undefined : debounce(TYPING_MS) },
        )
      }
      onKeyDown={(event) => event.key === "Escape" && void set({ q: "" })}
    />
  );
}

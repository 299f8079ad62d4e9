"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { debounce, useQueryStates } from "nuqs";
import { useRef } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { SearchInput } from "@/components/ui/input";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Select } from "@/components/ui/select";
import type { Severity } from "@/lib/incidents/incident";
import { SHOWN_STATES } from "@/lib/incidents/shown-states";

import { SEVERITY_WORDS, SHOWN_LABELS } from "./incident-labels";
import { incidentsParams } from "./search-params";

const TYPING_MS = 300;

/** Which incidents: by state as links, by severity and words. */
export function IncidentFilters() {
  const [{ state, severity, q }, set] = useQueryStates(incidentsParams, {
    shallow: false,
    history: "replace",
  });
  const path = usePathname();
  const search = useSearchParams();
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label: "Search incidents", group: "List" }, () => input.current?.focus());
  const hrefOf = (to: (typeof SHOWN_STATES)[number]) => {
    const params = new URLSearchParams(search);
    if (to === "unresolved") params.delete("state");
    else params.set("state", to);
    return params.size === 0 ? path : `${path}?${params}`;
  };
  return (
    <div className="flex flex-wrap-reverse items-end gap-x-4 gap-y-2">
      <LinkTabs
        label="Incidents by state"
        className="min-w-0 flex-1 basis-96"
        tabs={SHOWN_STATES.map((to) => ({ label: SHOWN_LABELS[to], href: hrefOf(to), active: to === state }))}
      />
      <div className="flex gap-2 max-md:w-full">
        <SearchInput
          ref={input}
          aria-label="Search by words of the title"
          placeholder="Words of the title"
          className="w-52 max-md:min-w-0 max-md:flex-1"
          value={q}
          onChange={(event) =>
            void set(
              { q: event.target.value },
              { limitUrlUpdates: event.target.value === "" ? undefined : debounce(TYPING_MS) },
            )
          }
          onKeyDown={(event) => event.key === "Escape" && void set({ q: "" })}
        />
        <Select
          aria-label="Severity"
          className="w-36"
          value={severity ?? "any"}
          onChange={(value) => void set({ severity: value === "any" ? null : (value as Severity) })}
          options={[
            { value: "any", label: "Any severity" },
            { value: "alert", label: SEVERITY_WORDS.alert.label },
            { value: "warning", label: SEVERITY_WORDS.warning.label },
          ]}
        />
      </div>
    </div>
  );
}

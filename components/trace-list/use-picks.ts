"use client";

import { useCallback, useMemo, useState } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import type { TraceSummary } from "@/lib/traces/summary";

import { placeIn, rememberPlace } from "./list-memory";
import { picksAfter, withAll, withoutAll } from "./picks";

interface State {
  /** The list that they were selected in: another filter begins anew. */
  search: string;
  picked: readonly string[];
  last: string | null;
}

export interface Picks {
  /** In the order in which they were selected. */
  picked: readonly string[];
  held: ReadonlySet<string>;
  /** @param toLast all since the row before, too */
  pick: (index: number, toLast: boolean) => void;
  pickAll: (ids: readonly string[], picked: boolean) => void;
  clear: () => void;
}

/** Which traces of a list are selected; found again on the way back from a trace. */
export function usePicks(projectSlug: string, search: string, traces: readonly TraceSummary[]): Picks {
  const [state, setState] = useState<State>(() => beginning(projectSlug, search));
  const now = state.search === search ? state : beginning(projectSlug, search);
  const change = useCallback(
    (next: (old: State) => State) =>
      setState((old) => {
        const changed = next(old.search === search ? old : beginning(projectSlug, search));
        rememberPlace(projectSlug, search, { picked: changed.picked });
        return changed;
      }),
    [projectSlug, search],
  );
  const pick = useCallback(
    (index: number, toLast: boolean) => {
      const listed = traces.map((trace) => trace.trace_id);
      change((old) => ({
        ...old,
        picked: picksAfter(old.picked, { index, listed, from: toLast ? old.last : null }),
        last: listed[index] ?? old.last,
      }));
    },
    [traces, change],
  );
  const pickAll = useCallback(
    (ids: readonly string[], picked: boolean) =>
      change((old) => ({ ...old, picked: (picked ? withAll : withoutAll)(old.picked, ids) })),
    [change],
  );
  const clear = useCallback(() => change((old) => ({ ...old, picked: [], last: null })), [change]);
  useShortcut({ keys: "Escape", label: "Select none", group: "List" }, clear, now.picked.length > 0);
  const held = useMemo(() => new Set(now.picked), [now.picked]);
  return { picked: now.picked, held, pick, pickAll, clear };
}

const beginning = (projectSlug: string, search: string): State => ({
  search,
  picked: placeIn(projectSlug, search).picked,
  last: null,
});

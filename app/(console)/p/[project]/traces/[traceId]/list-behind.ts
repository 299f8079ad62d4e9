import { consolePath } from "@/components/shell/routes";
import { serializeShellParams, type ShellParams } from "@/components/shell/search-params";
import { listSearch } from "@/components/trace-list/search-params";
import { DEFAULT_RANGE, resolveRange } from "@/lib/time/range";

import { loadListView } from "../search-params";

const DAY_MS = 86_400_000;

/** The list that a trace was opened from, as its own address says it; all traces where it was opened otherwise. */
export function listBehind(
  project: string,
  view: Pick<ShellParams, "range" | "from" | "to" | "env"> & { list: string | null },
): { href: string; search: string } {
  const { range, from, to, env } = view;
  const search = listSearch({ ...loadListView(new URLSearchParams(view.list ?? "")), range, from, to, env });
  return { href: `${consolePath(project, "traces")}${search}`, search };
}

/**
 * Range and environment for the lists that a trace leads to: those of its address where the trace lies within, else the thirty days
 * around it, so that the list holds at least the trace itself.
 */
export function listsAround(
  view: Pick<ShellParams, "range" | "from" | "to" | "env" | "tz">,
  { started_at, environment }: { started_at: string; environment: string | null },
  now: Date,
  zone: string,
): string {
  const startedMs = Date.parse(started_at);
  const { from, to } = resolveRange(view, now, zone);
  const env = view.env === environment ? view.env : null;
  const holds = from.getTime() <= startedMs && startedMs < to.getTime();
  const around = holds
    ? { range: view.range, from: view.from, to: view.to }
    : now.getTime() - startedMs < 30 * DAY_MS
      ? { range: "30d", from: null, to: null }
      : {
          range: DEFAULT_RANGE,
          from: new Date(startedMs - 15 * DAY_MS),
          to: new Date(startedMs + 15 * DAY_MS),
        };
  return serializeShellParams("", { ...around, env, tz: view.tz }).slice(1);
}

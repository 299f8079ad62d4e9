import type { loadEndUserParams } from "@/components/end-users/search-params";
import type { EndUserQuery } from "@/lib/end-users/list-end-users";
import { resolveRange } from "@/lib/time/range";

type View = Awaited<ReturnType<typeof loadEndUserParams>>;

/** The question behind the address of the list of users. */
export function endUserQuery(view: View, now: Date, zone: string): Omit<EndUserQuery, "limit"> {
  const { from, to } = resolveRange(view, now, zone);
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    zone,
    environment: view.env === null ? [] : [view.env],
    q: view.q,
    by: view.sort,
    desc: view.dir === "desc",
  };
}

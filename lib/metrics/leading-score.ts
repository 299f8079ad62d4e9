import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";

import { fittingInterval } from "./intervals";
import { metricIn } from "./query-metrics";
import type { Figure } from "./series";

/** The judgement that is given most often, as a figure of the Overview. */
export interface LeadingScore {
  name: string;
  /** True or false: the figure is a share. */
  isShare: boolean;
  now: Figure;
  before: Figure;
  points: (Figure & { at: string })[];
}

interface Asked {
  /** ISO; `from` included, `to` not. */
  from: string;
  to: string;
  zone?: string;
  environment?: string[] | undefined;
}

/**
 * The score with a number that was given most often in a range, over it and over the period before; null: nobody judged anything
 * by a number.
 */
export async function leadingScore(
  ctx: Context,
  { from, to, zone, environment }: Asked,
): Promise<LeadingScore | null> {
  const lengthMs = Date.parse(to) - Date.parse(from);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const [most] = await tx<{ name: string; isShare: boolean }[]>`
        select name, bool_and(data_type = 'boolean') as "isShare"
        from scores
        where project_id = ${ctx.project.id} and shard_key = any(${`{${ctx.project.shardKeys.join(",")}}`}::int[])
          and created_at >= ${from}::timestamptz and created_at < ${to}::timestamptz and value_number is not null
        group by name
        order by count(*) desc, name
        limit 1`;
      if (!most) return null;
      const asked = { metric: `score:${most.name}`, environment, ...(zone === undefined ? {} : { zone }) };
      const [now, before] = await Promise.all([
        metricIn(tx, ctx, { ...asked, from, to, interval: fittingInterval(lengthMs / 1000) }),
        metricIn(tx, ctx, {
          ...asked,
          from: new Date(Date.parse(from) - lengthMs).toISOString(),
          to: from,
          interval: "range",
        }),
      ]);
      const [series] = now.series;
      return {
        ...most,
        now: series?.total ?? {},
        before: before.series[0]?.total ?? {},
        points: series?.points ?? [],
      };
    },
    { readOnly: true },
  );
}

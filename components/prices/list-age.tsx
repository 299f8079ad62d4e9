import Link from "@/components/ui/link";

import { Notice } from "@/components/ui/notice";
import { plural } from "@/lib/format/count";
import { daysOld, isStale } from "@/lib/cost/list/list-age";

interface ListAgeProps {
  /** YYYY-MM-DD */
  date: string;
  now: Date;
  /** Where a newer list can be loaded. */
  href?: string;
}

/** Of which day the prices are beside the costs that they made; loud once they are too old to be trusted. */
export function ListAge({ date, now, href }: ListAgeProps) {
  const age = daysOld(date, now);
  const words = `Price list of ${date}, ${age === 0 ? "of today" : `${plural(age, "day")} old`}`;
  if (!isStale(date, now))
    return (
      <p className="text-s text-ink-3">
        {href ? (
          <Link href={href} className="hover:underline">
            {words}
          </Link>
        ) : (
          words
        )}
      </p>
    );
  return (
    <Notice tone="warn">
      {words}: newer models have no price, and prices that were changed since are wrong.{" "}
      {href && (
        <Link href={href} className="underline">
          Load a newer list
        </Link>
      )}
    </Notice>
  );
}

"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** What things cost. */
export default function CostError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The costs could not be read">
      The database may be away or slow. What was spent is kept; try again in a moment, or choose a shorter
      range.
    </PageError>
  );
}

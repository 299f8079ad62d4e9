"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** The list of traces. */
export default function TracesError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The list of traces could not be read">
      The database may be away or slow. What arrived is kept; try again in a moment.
    </PageError>
  );
}

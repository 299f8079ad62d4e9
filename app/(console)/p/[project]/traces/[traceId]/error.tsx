"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** A single trace. */
export default function TraceError(props: PageErrorProps) {
  return (
    <PageError {...props} title="This trace could not be read">
      The database may be away or slow. What arrived is kept; try again in a moment.
    </PageError>
  );
}

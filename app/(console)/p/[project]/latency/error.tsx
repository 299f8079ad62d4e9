"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function LatencyError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The latency figures could not be read">
      The database may be away or slow. Try again, or choose a shorter range.
    </PageError>
  );
}

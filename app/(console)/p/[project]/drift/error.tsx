"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function DriftError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Drift could not be read">
      The database may be away or slow. Signals are looked at all the same, as soon as it is back.
    </PageError>
  );
}

"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** Also of a single experiment. */
export default function ExperimentsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The experiments could not be read">
      The database may be away or slow. Try again.
    </PageError>
  );
}

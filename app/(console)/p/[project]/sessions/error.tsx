"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** Also of a single session. */
export default function SessionsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The sessions could not be read">
      The database may be away or slow. Try again, or choose a shorter range.
    </PageError>
  );
}

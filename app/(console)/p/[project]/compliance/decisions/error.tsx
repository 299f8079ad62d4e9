"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function DecisionsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Decisions could not be read">
      The database may be away or slow. Try again.
    </PageError>
  );
}

"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function SealsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The seals could not be read">
      The database may be away or slow. What is sealed stays sealed, and what waits is sealed later.
    </PageError>
  );
}

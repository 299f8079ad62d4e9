"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function DecisionError(props: PageErrorProps) {
  return (
    <PageError {...props} title="This decision could not be read">
      The database may be away or slow. Try again.
    </PageError>
  );
}

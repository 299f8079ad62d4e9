"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function IngestError(props: PageErrorProps) {
  return (
    <PageError {...props} title="What came in could not be read">
      The database may be away or slow. What is sent meanwhile is counted and shown when it is back.
    </PageError>
  );
}

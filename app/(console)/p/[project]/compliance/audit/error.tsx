"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function AuditError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The audit log could not be read">
      The database may be away or slow. What happens meanwhile is still written down, or does not happen.
    </PageError>
  );
}

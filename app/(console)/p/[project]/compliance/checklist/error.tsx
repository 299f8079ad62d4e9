"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function ChecklistError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The checklist could not be made">
      The database may be away or slow. Try again.
    </PageError>
  );
}

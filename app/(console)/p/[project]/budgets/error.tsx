"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function BudgetsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Budgets could not be read">
      The database may be away or slow. Calls are counted all the same, from what is stored.
    </PageError>
  );
}

"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function RulesError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Rules could not be read">
      The database may be away or slow. Try again.
    </PageError>
  );
}

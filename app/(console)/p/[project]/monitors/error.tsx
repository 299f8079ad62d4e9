"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function MonitorsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Monitors could not be read">
      The database may be away or slow. Monitors are judged all the same once it is back.
    </PageError>
  );
}

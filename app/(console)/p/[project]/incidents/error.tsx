"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** Also of a single incident. */
export default function IncidentsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Incidents could not be read">
      The database may be away or slow. Rules go on looking, and channels are told all the same.
    </PageError>
  );
}

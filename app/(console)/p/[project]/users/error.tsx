"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** Also of a single user. */
export default function UsersError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The users could not be read">
      The database may be away or slow. Try again, or choose a shorter range.
    </PageError>
  );
}

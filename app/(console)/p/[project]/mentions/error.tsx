"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function MentionsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="Your mentions could not be read">
      The database may be away or slow. Try again.
    </PageError>
  );
}

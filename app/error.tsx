"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** Every page that has no sentence of its own for this, and the frame around the pages of a project. */
export default function AnyPageError(props: PageErrorProps) {
  return (
    <main>
      <h1 className="sr-only">Something failed</h1>
      <PageError {...props} title="This page could not be made">
        The database may be away or slow. What was sent is kept; try again in a moment. The server’s log says
        what failed.
      </PageError>
    </main>
  );
}

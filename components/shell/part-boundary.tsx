"use client";

import { catchError } from "next/error";

import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "digest" in error ? String(error.digest) : undefined;

/** In the place of a part that could not be read: which, under which code the log says why, and another try. */
export const PartBoundary = catchError<{ title: string }>(({ title }, { error, retry }) => (
  <Panel>
    <ErrorState compact title={`${title} could not be read`} code={codeOf(error)} onRetry={retry}>
      The database may be away or slow. Try again in a moment.
    </ErrorState>
  </Panel>
));

import type { UseQueryResult } from "@tanstack/react-query";

import { Failure } from "@/lib/errors";

import { ErrorState } from "./error-state";

interface QueryErrorProps {
  /** One that has failed. */
  query: Pick<UseQueryResult, "error" | "isFetching" | "refetch">;
  /** What could not be done. */
  title: string;
}

/** Why what a part of a page asked for did not come, and a button that asks again. */
export const QueryError = ({ query: { error, isFetching, refetch }, title }: QueryErrorProps) => (
  <ErrorState
    compact
    title={title}
    code={error instanceof Failure ? error.code : undefined}
    onRetry={() => void refetch()}
    retrying={isFetching}
  >
    {error?.message}
  </ErrorState>
);

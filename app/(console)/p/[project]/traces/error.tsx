"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";

import { ErrorState } from "@/components/ui/error-state";

/** Reading the list failed on the server: says so and tries again on request. */
export default function TracesError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <ErrorState title="The list of traces could not be read" code={error.digest} onRetry={retry}>
      The database may be away or slow. What arrived is kept; try again in a moment.
    </ErrorState>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";

import { ErrorState } from "@/components/ui/error-state";

/** Reading the trace failed: says so and tries again on request. */
export default function TraceError({
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
    <ErrorState title="This trace could not be read" code={error.digest} onRetry={retry}>
      The database may be away or slow. What arrived is kept; try again in a moment.
    </ErrorState>
  );
}

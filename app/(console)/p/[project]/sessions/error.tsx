"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";

import { ErrorState } from "@/components/ui/error-state";

/** Also of a single session. */
export default function SessionsError({
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
    <ErrorState title="The sessions could not be read" code={error.digest} onRetry={retry}>
      The database may be away or slow. Try again, or choose a shorter range.
    </ErrorState>
  );
}

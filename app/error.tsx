"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";

import { ErrorState } from "@/components/ui/error-state";

/** Every page that has no sentence of its own for this, and the frame around the pages of a project. */
export default function PageError({
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
    <main>
      <h1 className="sr-only">Something failed</h1>
      <ErrorState title="This page could not be made" code={error.digest} onRetry={retry}>
        The database may be away or slow. What was sent is kept; try again in a moment. The server’s log says
        what failed.
      </ErrorState>
    </main>
  );
}

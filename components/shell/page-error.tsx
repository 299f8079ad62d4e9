"use client";

import { useRouter } from "next/navigation";
import { startTransition, type ReactNode } from "react";

import { ErrorState } from "@/components/ui/error-state";

/** What Next hands to an error.tsx. */
export interface PageErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** A page that could not be read on the server: what failed, the code under which the log says why, and another try. */
export function PageError({
  error,
  reset,
  title,
  children,
}: PageErrorProps & { title: string; children: ReactNode }) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <ErrorState title={title} code={error.digest} onRetry={retry}>
      {children}
    </ErrorState>
  );
}

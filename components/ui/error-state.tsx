"use client";

import { RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "./button";

interface ErrorStateProps {
  /** What failed: "The list of traces could not be read". */
  title: string;
  /** Probable cause and what to do. */
  children?: ReactNode;
  /** The stable code of the failure, for support and logs. */
  code?: string | undefined;
  onRetry?: () => void;
  retrying?: boolean;
  /** In the place of a whole page, or within a panel. */
  compact?: boolean;
}

/** What failed, how to name it, and how to try again. */
export function ErrorState({ title, children, code, onRetry, retrying, compact }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={
        compact ? "grid place-items-center p-4 text-center" : "grid place-items-center px-6 py-14 text-center"
      }
    >
      <div className="grid max-w-112 justify-items-center gap-1">
        <TriangleAlert aria-hidden className="mb-1 size-5 text-bad" strokeWidth={1.5} />
        <p className="text-m font-semibold">{title}</p>
        {children && <div className="text-m wrap-anywhere text-ink-2">{children}</div>}
        {code && <p className="font-mono text-s text-ink-3">{code}</p>}
        {onRetry && (
          <div className="mt-3">
            <Button onClick={onRetry} pending={retrying}>
              <RotateCw aria-hidden className="size-3.5" />
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

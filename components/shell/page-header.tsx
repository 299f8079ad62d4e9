import type { ReactNode } from "react";

import { cn } from "@/components/ui/cn";

interface PageHeaderProps {
  title: ReactNode;
  /** One line under the title. */
  meta?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  /** The bar already says it: keep the heading for screen readers alone. */
  quiet?: boolean;
}

/** The page's one h1, and what can be done with the whole page. */
export function PageHeader({ title, meta, actions, quiet }: PageHeaderProps) {
  if (quiet && !actions && !meta) return <h1 className="sr-only">{title}</h1>;
  return (
    <div className="flex min-h-8 flex-wrap items-end gap-x-4 gap-y-2">
      <div className="mr-auto min-w-0 wrap-anywhere">
        <h1 className={cn("text-l font-semibold tracking-[-0.01em]", quiet && "sr-only")}>{title}</h1>
        {meta && <div className="text-s text-ink-2">{meta}</div>}
      </div>
      {actions && (
        <div data-chrome className="flex flex-wrap items-center gap-2">
          {actions}
        </div>
      )}
    </div>
  );
}

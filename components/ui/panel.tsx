import type { ReactNode } from "react";

import { cn } from "./cn";
import { HowComputed } from "./how-computed";

interface PanelProps {
  title?: ReactNode;
  /** Where in the documentation its figures are explained. */
  how?: string;
  /** A quiet fact at the right of the title. */
  aside?: ReactNode;
  children: ReactNode;
  /** No padding inside: tables and lists that touch the edges. */
  flush?: boolean;
  className?: string;
}

/** The one level of surface above the page. Panels are never nested. */
export function Panel({ title, how, aside, children, flush, className }: PanelProps) {
  return (
    <section
      className={cn(
        "min-w-0 overflow-hidden rounded-l border border-line bg-surface [--panel:var(--surface)]",
        className,
      )}
    >
      {(title ?? aside) && (
        <header className="flex min-h-9 flex-wrap items-center gap-x-3 px-3.5 pt-2 pb-1">
          {title && (
            <span className="min-w-0">
              <h2 className="inline text-m font-semibold wrap-anywhere">{title}</h2>
              {how && <HowComputed how={how} of={typeof title === "string" ? title : "this panel"} />}
            </span>
          )}
          {aside && <div className="tabular ml-auto text-s text-ink-3">{aside}</div>}
        </header>
      )}
      <div className={flush ? "" : "px-3.5 pb-3"}>{children}</div>
    </section>
  );
}

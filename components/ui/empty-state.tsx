import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon?: LucideIcon;
  /** What is so: "No traces in this range". */
  title: string;
  /** What to do next. */
  children?: ReactNode;
  /** A button or link that does it. */
  action?: ReactNode;
  /** One of several panels of a page: a line of text, which leaves the page to what there is. */
  small?: boolean;
}

/** Nothing to show is an answer; it says why and what to do next. */
export function EmptyState({ icon: Icon, title, children, action, small }: EmptyStateProps) {
  if (small) {
    return (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3.5 pt-0.5 pb-3 text-s text-ink-2">
        <p className="max-w-200">
          <span className="font-medium text-ink">{title}.</span> {children}
        </p>
        {action}
      </div>
    );
  }
  return (
    <div className="grid place-items-center px-6 py-14 text-center">
      <div className="grid max-w-100 justify-items-center gap-1">
        {Icon && <Icon aria-hidden className="mb-2 size-5 text-ink-3" strokeWidth={1.5} />}
        <p className="text-m font-semibold">{title}</p>
        {children && <div className="text-m text-ink-2">{children}</div>}
        {action && <div className="mt-3 flex gap-2">{action}</div>}
      </div>
    </div>
  );
}

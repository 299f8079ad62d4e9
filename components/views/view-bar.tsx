"use client";

import { Star } from "lucide-react";
import Link from "@/components/ui/link";
import { usePathname } from "next/navigation";

import { cn } from "@/components/ui/cn";
import type { SavedView } from "@/lib/views/list-views";

import { ViewMenu } from "./view-menu";
import { isSameList, NO_VIEW, viewHref, type Views } from "./views";

interface ViewBarProps extends Views {
  /** What is shown now, as an address says it. */
  query: string;
  /** `view` of the address. */
  chosen: string | null;
}

/** The saved views above a list. */
export function ViewBar({ views, query, chosen, mayShare, change }: ViewBarProps) {
  const path = usePathname();
  if (views.length === 0) return null;
  const active = views.find(({ id }) => String(id) === chosen) ?? null;
  const changed = active !== null && !isSameList(active.query, query);
  return (
    <nav
      aria-label="Saved views"
      className="flex items-center gap-1 overflow-x-auto border-b border-line bg-surface px-3 py-1 text-s"
    >
      <ViewLink href={`${path}?view=${NO_VIEW}`} active={active === null} label="All traces" />
      {views.map((view) => (
        <ViewLink
          key={view.id}
          href={viewHref(path, view)}
          active={view === active}
          label={view.name}
          tip={tipOf(view)}
          isDefault={view.isDefault || view.isProjectDefault}
        />
      ))}
      {active !== null && (
        <>
          {changed && <span className="shrink-0 text-ink-3">changed</span>}
          <ViewMenu
            view={active}
            query={changed && (!active.shared || mayShare) ? query : null}
            mayShare={mayShare}
            change={change}
          />
        </>
      )}
    </nav>
  );
}

const tipOf = ({ shared, savedBy, isDefault, isProjectDefault }: SavedView): string =>
  [
    shared ? `Of the project, saved by ${savedBy}` : "Yours alone",
    isDefault ? "shown to you first" : isProjectDefault ? "shown first" : null,
  ]
    .filter((words) => words !== null)
    .join("; ");

interface ViewLinkProps {
  href: string;
  label: string;
  active: boolean;
  tip?: string;
  isDefault?: boolean;
}

const ViewLink = ({ href, label, active, tip, isDefault }: ViewLinkProps) => (
  <Link
    href={href}
    prefetch={false}
    aria-current={active ? "page" : undefined}
    data-tip={tip}
    className={cn(
      "flex h-6 max-w-56 shrink-0 items-center gap-1 rounded-m px-2",
      active ? "bg-accent-soft font-medium text-accent" : "text-ink-2 hover:bg-hover hover:text-ink",
    )}
  >
    <span className="truncate">{label}</span>
    {isDefault && (
      <>
        <Star aria-hidden className="size-3 shrink-0" />
        <span className="sr-only">(default)</span>
      </>
    )}
  </Link>
);

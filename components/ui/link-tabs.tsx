"use client";

import Link from "@/components/ui/link";
import { type ReactNode, useEffect, useRef } from "react";

import { cn } from "./cn";

export interface LinkTab {
  label: string;
  href: string;
  active: boolean;
  /** A count or a mark after the label. */
  after?: ReactNode;
}

/** Views of one thing. Each is a link, so the URL is the state and a view can be sent to a colleague. */
export function LinkTabs({
  tabs,
  label,
  className,
}: {
  tabs: readonly LinkTab[];
  label: string;
  className?: string;
}) {
  const nav = useRef<HTMLElement>(null);
  const active = tabs.find((tab) => tab.active)?.href;
  // On a narrow screen the tab of the page may be one of those that are out of sight.
  useEffect(() => {
    const [bar, tab] = [nav.current, nav.current?.querySelector<HTMLElement>("[aria-current]")];
    if (bar && tab) bar.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - bar.clientWidth / 2;
  }, [active]);
  return (
    <nav
      ref={nav}
      data-chrome=""
      aria-label={label}
      className={cn(
        "more-aside relative flex gap-4.5 overflow-x-auto border-b border-line [--ground:var(--panel,var(--page))]",
        className,
      )}
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.active ? "page" : undefined}
          className={cn(
            "flex h-9 items-center gap-1.5 whitespace-nowrap text-m -outline-offset-2",
            tab.active
              ? "font-medium text-ink shadow-[inset_0_-2px_var(--accent-fill)]"
              : "text-ink-2 hover:text-ink",
          )}
        >
          {tab.label}
          {tab.after !== undefined && (
            <span className="tabular text-s font-normal text-ink-3">{tab.after}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

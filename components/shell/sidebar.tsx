"use client";

import { BookOpen } from "lucide-react";
import Link from "@/components/ui/link";
import { usePathname } from "next/navigation";

import { cn } from "@/components/ui/cn";
import type { Tone } from "@/components/ui/badge";
import { formatCount } from "@/lib/format/count";

import { Brand } from "./brand";
import { NAV_GROUPS } from "./nav-items";
import { type ConsolePage, consolePath, pageOf } from "./routes";
import { serializeShellParams } from "./search-params";
import { useShellParams } from "./use-shell-params";

/** What waits on a page: open incidents, traces to review. */
export type NavCounts = Partial<Record<ConsolePage, { count: number; tone?: Extract<Tone, "warn" | "bad"> }>>;

interface SidebarProps {
  projectSlug: string;
  counts?: NavCounts;
  /** "auto" shows only icons on middling screens; "full" is for the drawer. */
  width?: "auto" | "full";
  onNavigate?: () => void;
}

/** The pages of a project. Range and environment travel along. */
export function Sidebar({ projectSlug, counts = {}, width = "auto", onNavigate }: SidebarProps) {
  const [view] = useShellParams();
  const current = pageOf(usePathname());
  const auto = width === "auto";
  const word = auto ? "max-lg:sr-only" : "";
  return (
    <nav aria-label="Pages" className={cn("flex flex-col", auto ? "px-2 py-2.5" : "px-2 pb-3")}>
      {auto && (
        <Link
          href={serializeShellParams(consolePath(projectSlug), view)}
          className="mb-2 flex h-7 items-center rounded-m px-2 max-lg:justify-center max-lg:px-0"
        >
          <span className="lg:hidden">
            <Brand compact />
          </span>
          <span className="max-lg:hidden">
            <Brand />
          </span>
        </Link>
      )}
      {NAV_GROUPS.map((group, index) => (
        <ul key={group[0]!.page} className={cn("grid gap-px", index > 0 && "mt-2 border-t border-line pt-2")}>
          {group.map(({ page, label, icon: Icon }) => {
            const active = current === page;
            const waiting = counts[page];
            return (
              <li key={page}>
                <Link
                  href={serializeShellParams(consolePath(projectSlug, page), view)}
                  aria-current={active ? "page" : undefined}
                  onClick={onNavigate}
                  title={auto ? label : undefined}
                  className={cn(
                    "flex h-7.5 items-center gap-2 rounded-m px-2 transition-colors duration-120",
                    auto && "max-lg:justify-center max-lg:px-0",
                    active
                      ? "bg-surface font-medium text-ink shadow-[0_0_0_1px_var(--line)]"
                      : "text-ink-2 hover:bg-hover hover:text-ink",
                  )}
                >
                  <Icon
                    aria-hidden
                    className={cn("size-4 shrink-0", active ? "text-accent" : "text-ink-3")}
                    strokeWidth={1.75}
                  />
                  <span className={word}>{label}</span>
                  {waiting && waiting.count > 0 && (
                    <span
                      className={cn(
                        "tabular ml-auto text-s",
                        waiting.tone === "bad"
                          ? "text-bad"
                          : waiting.tone === "warn"
                            ? "text-warn"
                            : "text-ink-3",
                        word,
                      )}
                    >
                      {formatCount(waiting.count)}
                    </span>
                  )}
                </Link>
              </li>
            );
          })}
        </ul>
      ))}
      <Link
        href="/docs"
        prefetch={false}
        title={auto ? "Documentation" : undefined}
        className={cn(
          "mt-2 flex h-7.5 items-center gap-2 rounded-m px-2 text-ink-2 transition-colors duration-120 hover:bg-hover hover:text-ink",
          auto && "max-lg:justify-center max-lg:px-0",
        )}
      >
        <BookOpen aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
        <span className={word}>Documentation</span>
      </Link>
    </nav>
  );
}

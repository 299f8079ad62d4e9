"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import Link from "@/components/ui/link";
import { usePathname } from "next/navigation";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";

import { EnvironmentFilter } from "./environment-filter";
import { LiveToggle } from "./live-toggle";
import { keyLabel } from "./match-key";
import { NAV_GROUPS } from "./nav-items";
import { type ProjectLink, ProjectSwitcher } from "./project-switcher";
import { choicesOf, consolePath, pageOf } from "./routes";
import { serializeShellParams } from "./search-params";
import { SimulatedBadge } from "./simulated";
import { ThemeToggle } from "./theme-toggle";
import { TimeRangePicker } from "./time-range-picker";
import { useApple } from "./use-apple";
import { useShellParams } from "./use-shell-params";
import { UserMenu, type Viewer } from "./user-menu";
import { ZoomOutButton } from "./zoom-out-button";

interface HeaderBarProps {
  project: ProjectLink;
  projects: readonly ProjectLink[];
  environments: readonly string[];
  viewer: Viewer;
  /** Comments that name the viewer and were not looked at yet. */
  mentions: number;
  simulated?: boolean;
  signOut: () => void | Promise<void>;
  onOpenNav: () => void;
  onOpenPalette: () => void;
  onKeyboardHelp: () => void;
}

/** Where one is and what the page speaks of. On small screens the filters take a second line. */
export function HeaderBar({
  project,
  projects,
  environments,
  viewer,
  mentions,
  simulated,
  signOut,
  onOpenNav,
  onOpenPalette,
  onKeyboardHelp,
}: HeaderBarProps) {
  const [view] = useShellParams();
  const apple = useApple();
  const pathname = usePathname();
  const current = pageOf(pathname);
  const choices = choicesOf(pathname);
  const section = NAV_GROUPS.flat().find((item) => item.page === current);
  return (
    <header
      data-chrome
      className="sticky top-0 z-20 flex h-(--bar) flex-wrap content-center items-center gap-x-2 gap-y-1 border-b border-line bg-surface px-2 md:px-3 lg:flex-nowrap"
    >
      <IconButton icon={MenuIcon} label="Open navigation" className="md:hidden" onClick={onOpenNav} />
      <ProjectSwitcher project={project} projects={projects} />
      {section && (
        <>
          <span aria-hidden className="-ml-1 text-ink-3 max-md:hidden lg:max-xl:hidden">
            /
          </span>
          <Link
            href={serializeShellParams(consolePath(project.slug, section.page), view)}
            className="rounded-s px-1 text-ink-2 hover:text-ink max-md:hidden lg:max-xl:hidden"
          >
            {section.label}
          </Link>
        </>
      )}
      {simulated && <SimulatedBadge />}
      <div className="ml-auto flex items-center gap-1 lg:order-last lg:ml-0">
        <Button
          variant="ghost"
          onClick={onOpenPalette}
          aria-label="Search and commands"
          className="max-md:w-7 max-md:px-0"
        >
          <Search aria-hidden className="size-4" strokeWidth={1.75} />
          <span className="max-md:hidden">
            <Kbd>{keyLabel("mod+k", apple)}</Kbd>
          </span>
        </Button>
        <ThemeToggle />
        <UserMenu
          viewer={viewer}
          mentions={{ href: consolePath(project.slug, "mentions"), waiting: mentions }}
          profileHref={`${consolePath(project.slug, "settings")}/profile`}
          signOut={signOut}
          onKeyboardHelp={onKeyboardHelp}
        />
      </div>
      <div className="flex min-w-0 items-center gap-2 not-empty:max-lg:w-full lg:ml-auto">
        {choices.environment && <EnvironmentFilter environments={environments} />}
        {choices.range && (
          <>
            <TimeRangePicker />
            <ZoomOutButton />
            <LiveToggle />
          </>
        )}
      </div>
    </header>
  );
}

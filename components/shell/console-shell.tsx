"use client";

import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState } from "react";

import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";

import { useCommands } from "./commands";
import { HeaderBar } from "./header-bar";
import type { ProjectLink } from "./project-switcher";
import { choicesOf, consolePath } from "./routes";
import { serializeShellParams } from "./search-params";
import { shellCommands } from "./shell-commands";
import { useShortcut } from "./shortcuts";
import { type NavCounts, Sidebar } from "./sidebar";
import { useShellParams } from "./use-shell-params";
import type { Viewer } from "./user-menu";

const CommandPalette = dynamic(() => import("./command-palette"), { ssr: false });
const KeyboardHelp = dynamic(() => import("./keyboard-help"), { ssr: false });

export interface ConsoleShellProps {
  project: ProjectLink;
  /** All that the viewer may open. */
  projects: readonly ProjectLink[];
  /** Seen in this project's traffic. */
  environments: readonly string[];
  viewer: Viewer;
  /** Comments that name the viewer and were not looked at yet. */
  mentions?: number;
  /** The project holds generated traces: said on every page. */
  simulated?: boolean;
  counts?: NavCounts;
  /** A server action. */
  signOut: () => void | Promise<void>;
  children: ReactNode;
}

/**
 * The frame of every signed-in page. The window scrolls, so going back restores the place; pages that fill the screen take
 * `h-[calc(100dvh-var(--bar))]`.
 */
export function ConsoleShell({
  project,
  projects,
  environments,
  viewer,
  mentions = 0,
  simulated,
  counts,
  signOut,
  children,
}: ConsoleShellProps) {
  const [view, setView] = useShellParams();
  const choices = choicesOf(usePathname());
  const [open, setOpen] = useState<"palette" | "keys" | "nav">();
  const close = useCallback(() => setOpen(undefined), []);
  useShortcut({ keys: "mod+k", label: "Search and commands", group: "Everywhere" }, () => setOpen("palette"));
  useShortcut({ keys: "?", label: "All keys", group: "Everywhere" }, () => setOpen("keys"));

  useCommands(
    useMemo(
      () =>
        shellCommands({
          project,
          projects,
          environments,
          address: (path) => serializeShellParams(path, view),
          setRange: (range) => void setView({ range, from: null, to: null }),
          setEnvironment: (env) => void setView({ env }),
        }),
      [project, projects, environments, view, setView],
    ),
  );

  return (
    <div
      className={cn(
        "min-h-dvh md:grid md:grid-cols-[48px_minmax(0,1fr)] lg:[--bar:44px] lg:grid-cols-[196px_minmax(0,1fr)] print:block!",
        // The choices take a second line where it is narrow.
        choices.range || choices.environment ? "[--bar:80px]" : "[--bar:44px]",
      )}
    >
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:z-50 focus:rounded-m focus:bg-accent-fill focus:px-3! focus:py-1.5! text-on-accent"
      >
        Skip to content
      </a>
      <aside
        data-chrome
        className="sticky top-0 h-dvh overflow-y-auto border-r border-line bg-sunken max-md:hidden"
      >
        <Sidebar projectSlug={project.slug} counts={counts} />
      </aside>
      <div className="min-w-0">
        <HeaderBar
          project={project}
          projects={projects}
          environments={environments}
          viewer={viewer}
          mentions={mentions}
          simulated={simulated}
          signOut={signOut}
          onOpenNav={() => setOpen("nav")}
          onOpenPalette={() => setOpen("palette")}
          onKeyboardHelp={() => setOpen("keys")}
        />
        <main id="main" tabIndex={-1} className="outline-none">
          {children}
        </main>
      </div>
      <Dialog drawer title="Recount" open={open === "nav"} onOpenChange={(next) => !next && close()}>
        <Sidebar width="full" projectSlug={project.slug} counts={counts} onNavigate={close} />
      </Dialog>
      {open === "palette" && (
        <CommandPalette
          projectSlug={project.slug}
          onClose={close}
          address={(path) => serializeShellParams(path, view)}
          traceHref={(id) => `${consolePath(project.slug, "traces")}/${id}`}
        />
      )}
      {open === "keys" && <KeyboardHelp onClose={close} />}
    </div>
  );
}

import { BookOpen, Boxes, Clock, Layers } from "lucide-react";

import { CALENDAR_RANGES, RANGE_PRESETS, type RangeName, rangeLabel } from "@/lib/time/range";

import type { Command } from "./commands";
import { NAV_GROUPS } from "./nav-items";
import type { ProjectLink } from "./project-switcher";
import { consolePath } from "./routes";

interface Inputs {
  project: ProjectLink;
  projects: readonly ProjectLink[];
  environments: readonly string[];
  /** Adds range and environment to an address. */
  address: (path: string) => string;
  setRange: (range: RangeName) => void;
  setEnvironment: (env: string | null) => void;
}

/** What the palette offers on every page: pages, ranges, environments, projects. */
export function shellCommands({
  project,
  projects,
  environments,
  address,
  setRange,
  setEnvironment,
}: Inputs): Command[] {
  return [
    ...NAV_GROUPS.flat().map(({ page, label, icon }) => ({
      id: `go-${page}`,
      label,
      icon,
      group: "Go to",
      href: address(consolePath(project.slug, page)),
    })),
    ...[
      { id: "docs", label: "Documentation", href: "/docs", keywords: ["help", "how"] },
      { id: "api", label: "API reference", href: "/api-reference", keywords: ["openapi", "rest"] },
    ].map((help) => ({ ...help, icon: BookOpen, group: "Help" })),
    ...[...RANGE_PRESETS, ...CALENDAR_RANGES].map((range) => ({
      id: `range-${range}`,
      label: rangeLabel(range),
      hint: range,
      icon: Clock,
      group: "Time range",
      keywords: [range],
      run: () => setRange(range),
    })),
    {
      id: "env-all",
      label: "All environments",
      icon: Layers,
      group: "Environment",
      run: () => setEnvironment(null),
    },
    ...environments.map((name) => ({
      id: `env-${name}`,
      label: name,
      icon: Layers,
      group: "Environment",
      run: () => setEnvironment(name),
    })),
    ...projects
      .filter((p) => p.slug !== project.slug)
      .map((p) => ({
        id: `project-${p.slug}`,
        label: p.name,
        icon: Boxes,
        group: "Project",
        keywords: ["switch", p.slug],
        href: consolePath(p.slug),
      })),
  ];
}

"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import { usePathname } from "next/navigation";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";

import { NAV_GROUPS } from "./nav-items";
import { consolePath, pageOf } from "./routes";

export interface ProjectLink {
  slug: string;
  name: string;
}

/** Another project, on the same page. Filters stay behind: environments and features are its own. */
export function ProjectSwitcher({
  project,
  projects,
}: {
  project: ProjectLink;
  projects: readonly ProjectLink[];
}) {
  const current = pageOf(usePathname());
  const page = NAV_GROUPS.flat().find((item) => item.page === current)?.page;
  return (
    <Menu
      label="Projects"
      align="start"
      trigger={
        <Button
          variant="ghost"
          className="min-w-0 shrink! gap-1! px-2! text-m! font-semibold text-ink!"
          aria-label={`Project ${project.name}. Switch project`}
        >
          <span className="truncate">{project.name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      <MenuLabel>Projects</MenuLabel>
      {projects.map((p) => (
        <MenuItem key={p.slug} href={consolePath(p.slug, page)} checked={p.slug === project.slug}>
          {p.name}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={Plus} href="/new-project">
        New project
      </MenuItem>
    </Menu>
  );
}

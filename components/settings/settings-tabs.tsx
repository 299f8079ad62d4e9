"use client";

import { usePathname } from "next/navigation";

import { LinkTabs } from "@/components/ui/link-tabs";

import { SETTINGS_PAGES, settingsPath } from "./settings-path";

export function SettingsTabs({ projectSlug }: { projectSlug: string }) {
  const pathname = usePathname();
  const tabs = SETTINGS_PAGES.map(({ page, label }) => {
    const href = settingsPath(projectSlug, page);
    return { label, href, active: pathname === href };
  });
  return <LinkTabs label="Settings" tabs={tabs} />;
}

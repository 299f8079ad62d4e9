"use client";

import { usePathname } from "next/navigation";

import { LinkTabs } from "@/components/ui/link-tabs";

import { COMPLIANCE_PAGES, compliancePath } from "./compliance-path";

export function ComplianceTabs({ projectSlug }: { projectSlug: string }) {
  const pathname = usePathname();
  const tabs = COMPLIANCE_PAGES.map(({ page, label }) => {
    const href = compliancePath(projectSlug, page);
    return { label, href, active: pathname === href || (page !== "" && pathname.startsWith(`${href}/`)) };
  });
  return (
    <div data-chrome>
      <LinkTabs label="Compliance" tabs={tabs} />
    </div>
  );
}

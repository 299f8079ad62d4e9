import type { ReactNode } from "react";

import { ComplianceTabs } from "@/components/compliance/compliance-tabs";

/** The section's tabs over each of its pages; every page has a heading of its own. */
export default async function ComplianceLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ project: string }>;
}) {
  return (
    <div className="grid gap-4 p-4 [&>*]:min-w-0">
      <ComplianceTabs projectSlug={(await params).project} />
      {children}
    </div>
  );
}

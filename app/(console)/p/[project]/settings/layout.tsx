import type { ReactNode } from "react";

import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/shell/page-header";

export default async function SettingsLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ project: string }>;
}) {
  return (
    <div className="grid max-w-280 gap-4 p-4">
      <PageHeader title="Settings" quiet />
      <SettingsTabs projectSlug={(await params).project} />
      {children}
    </div>
  );
}

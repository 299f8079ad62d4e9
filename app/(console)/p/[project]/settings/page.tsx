import { redirect } from "next/navigation";

import { settingsPath } from "@/components/settings/settings-path";

export default async function SettingsPage({ params }: { params: Promise<{ project: string }> }) {
  redirect(settingsPath((await params).project, "project"));
}

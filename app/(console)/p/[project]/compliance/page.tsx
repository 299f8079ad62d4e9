import { redirect } from "next/navigation";

import { compliancePath } from "@/components/compliance/compliance-path";

export default async function CompliancePage({ params }: { params: Promise<{ project: string }> }) {
  redirect(compliancePath((await params).project, "audit"));
}

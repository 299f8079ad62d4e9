import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { AuthFrame } from "@/components/account/auth-frame";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

/** No such page, no such project, or somebody else's: which of them is nobody's business. */
export default function NotFound() {
  return (
    <AuthFrame>
      <div className="grid gap-1">
        <SearchX aria-hidden className="mb-2 size-5 text-ink-3" strokeWidth={1.5} />
        <h1 className="text-xl font-semibold tracking-[-0.015em]">There is nothing at this address</h1>
        <p className="text-m text-ink-2">
          The page or the project does not exist, or you are not a member of it. An admin of the project can
          invite you.
        </p>
      </div>
      <Button asChild size="l" variant="primary">
        <Link href="/">Go to your projects</Link>
      </Button>
    </AuthFrame>
  );
}

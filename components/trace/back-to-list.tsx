"use client";

import { ArrowLeft } from "lucide-react";
import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";

import { useShortcut } from "@/components/shell/shortcuts";
import { returnTo } from "@/components/trace-list/list-memory";
import { Button } from "@/components/ui/button";

interface BackToListProps {
  projectSlug: string;
  href: string;
  /** The list's address, under which it remembers its place. */
  search: string;
  traceId: string;
  /** The trace was opened from this list. */
  cameFrom: boolean;
}

/** To the list that the trace was opened from, where one left it. */
export function BackToList({ projectSlug, href, search, traceId, cameFrom }: BackToListProps) {
  const router = useRouter();
  const label = cameFrom ? "Back to the list" : "All traces";
  const mark = () => returnTo(projectSlug, search, traceId);
  useShortcut({ keys: "u", label, group: "Trace" }, () => {
    mark();
    router.push(href);
  });
  return (
    <Button
      asChild
      variant="ghost"
      size="s"
      className="-ml-1 w-6 shrink-0 px-0!"
      data-tip={label}
      data-tip-key="u"
    >
      <Link href={href} prefetch={false} aria-label={label} onClick={mark}>
        <ArrowLeft aria-hidden className="size-4" strokeWidth={1.75} />
      </Link>
    </Button>
  );
}

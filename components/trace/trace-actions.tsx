"use client";

import { Braces, ChevronDown, ChevronUp, FlaskConical, GitCompareArrows, Share2 } from "lucide-react";
import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";

import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { notify } from "@/components/ui/notify";
import { plural } from "@/lib/format/count";

import { SaveHtml } from "./save-html";

interface TraceActionsProps {
  projectSlug: string;
  traceId: string;
  jsonHref: string;
  /** The trace beside a healthy one; null: the viewer may not read what was said. */
  compareHref: string | null;
  /** Experiments with calls of the trace; null: there are none, or the viewer may not see them. */
  experiments: { count: number; href: string } | null;
  /** Neighbours in the list that the trace was opened from; null: none, or no list is known. */
  newerHref: string | null;
  olderHref: string | null;
  /** The trace was opened from a list. */
  inList: boolean;
}

/** What can be done with the whole trace. */
export function TraceActions({
  projectSlug,
  traceId,
  jsonHref,
  compareHref,
  experiments,
  newerHref,
  olderHref,
  inList,
}: TraceActionsProps) {
  const router = useRouter();
  useShortcut(
    { keys: "[", label: "Newer trace of the list", group: "Trace" },
    () => newerHref && router.push(newerHref),
    inList,
  );
  useShortcut(
    { keys: "]", label: "Older trace of the list", group: "Trace" },
    () => olderHref && router.push(olderHref),
    inList,
  );

  const share = () =>
    navigator.clipboard.writeText(location.href).then(
      () => notify.done("Link copied", { description: "It opens this view: tab, span and zoom." }),
      () => notify.failed("Could not copy", { description: "Copy the address of this page instead." }),
    );
  return (
    <>
      <IconButton icon={Share2} label="Copy link to this view" size="s" onClick={() => void share()} />
      <Button asChild variant="ghost" size="s" className="w-6 px-0!" data-tip="Open as JSON">
        <a href={jsonHref} aria-label="Open as JSON">
          <Braces aria-hidden className="size-4" strokeWidth={1.75} />
        </a>
      </Button>
      <SaveHtml projectSlug={projectSlug} traceId={traceId} />
      {compareHref !== null && (
        <Button asChild variant="ghost" size="s" className="w-6 px-0!" data-tip="Compare with a healthy one">
          <Link href={compareHref} prefetch={false} aria-label="Compare with a healthy one">
            <GitCompareArrows aria-hidden className="size-4" strokeWidth={1.75} />
          </Link>
        </Button>
      )}
      {experiments !== null && (
        <Button asChild variant="ghost" size="s" data-tip="Experiments with calls of this trace">
          <Link href={experiments.href} prefetch={false} aria-label={plural(experiments.count, "experiment")}>
            <FlaskConical aria-hidden className="size-4" strokeWidth={1.75} />
            <span className="tabular">{experiments.count}</span>
          </Link>
        </Button>
      )}
      {inList && (
        <>
          <Neighbour href={newerHref} label="Newer trace" shortcut="[" icon={ChevronUp} />
          <Neighbour href={olderHref} label="Older trace" shortcut="]" icon={ChevronDown} />
        </>
      )}
    </>
  );
}

function Neighbour({
  href,
  label,
  shortcut,
  icon: Icon,
}: {
  href: string | null;
  label: string;
  shortcut: string;
  icon: typeof ChevronUp;
}) {
  if (href === null) return <IconButton icon={Icon} label={`No ${label.toLowerCase()}`} size="s" disabled />;
  return (
    <Button asChild variant="ghost" size="s" className="w-6 px-0!" data-tip={label} data-tip-key={shortcut}>
      <Link href={href} aria-label={label}>
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </Link>
    </Button>
  );
}

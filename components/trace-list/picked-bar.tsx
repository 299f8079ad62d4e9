"use client";

import { Download, GitCompareArrows, Siren, Star, X } from "lucide-react";
import Link from "@/components/ui/link";

import type { Bookmarks } from "@/components/bookmarks/use-bookmarks";
import { CommentOnMany } from "@/components/comments/comment-on-many";
import { KeepWithIncident } from "@/components/incidents/keep-with-incident";
import { ScoreMany } from "@/components/scores/score-button";
import { comparePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { plural } from "@/lib/format/count";

import type { ListVerbs } from "./list-verbs";
import { MOST_PICKED } from "./picks";
import { pickedExportHref } from "./queries";
import type { Picks } from "./use-picks";

/** Below the rows: how many are selected and what can be done with them. */
export function PickedBar({
  projectSlug,
  picks: { picked, clear },
  bookmarks,
  verbs: { keep, comment, score },
}: {
  projectSlug: string;
  picks: Pick<Picks, "picked" | "clear">;
  bookmarks: Bookmarks;
  verbs: Pick<ListVerbs, "keep" | "comment" | "score">;
}) {
  const allHeld = picked.every((id) => bookmarks.held.has(id));
  const [a, b] = picked;
  const two = picked.length === 2 && a !== undefined && b !== undefined;
  return (
    <>
      {/* There before it says anything: what appears with its text is not read aloud. */}
      <p role="status" className="sr-only">
        {picked.length > 0 && `${plural(picked.length, "trace")} selected`}
      </p>
      {picked.length > 0 && (
        <div
          role="group"
          aria-label="Selected traces"
          className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-t border-line bg-accent-soft px-3.5 py-1.5 text-s max-md:px-3"
        >
          <span aria-hidden className="tabular mr-auto font-medium">
            {picked.length} selected
            {picked.length === MOST_PICKED && (
              <span className="font-normal text-ink-2"> (the most at once)</span>
            )}
          </span>
          {two ? (
            <Button asChild>
              <Link href={comparePath(projectSlug, a, b)} prefetch={false}>
                <GitCompareArrows aria-hidden className="size-3.5" />
                Compare
              </Link>
            </Button>
          ) : (
            <span data-tip="Two traces can be compared: select exactly two" className="inline-flex">
              <Button disabled aria-label="Compare: select exactly two">
                <GitCompareArrows aria-hidden className="size-3.5" />
                Compare
              </Button>
            </span>
          )}
          <Button asChild>
            <a
              href={pickedExportHref(projectSlug, picked)}
              download
              data-tip="Whole traces, each as a line of JSON"
            >
              <Download aria-hidden className="size-3.5" />
              Export
            </a>
          </Button>
          <Button disabled={bookmarks.isReading} onClick={() => bookmarks.set(picked, !allHeld)}>
            <Star aria-hidden className={cn("size-3.5", allHeld && "fill-current text-accent")} />
            {allHeld ? "Take bookmarks off" : "Bookmark"}
          </Button>
          {score !== null && <ScoreMany traceIds={picked} write={score} />}
          {comment !== null && <CommentOnMany projectSlug={projectSlug} traceIds={picked} write={comment} />}
          {keep !== null && (
            <KeepWithIncident
              projectSlug={projectSlug}
              traceIds={picked}
              keep={keep}
              trigger={
                <Button data-tip="Keep copies with an incident">
                  <Siren aria-hidden className="size-3.5" />
                  Pin
                </Button>
              }
            />
          )}
          <Button variant="ghost" onClick={clear} data-tip="Select none" data-tip-key="esc">
            <X aria-hidden className="size-3.5" />
            Clear
          </Button>
        </div>
      )}
    </>
  );
}

"use client";

import { MessageSquarePlus, Search } from "lucide-react";
import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useState } from "react";

import { useComments } from "@/components/comments/comments";
import { consolePath } from "@/components/shell/routes";
import { serializeShellParams } from "@/components/shell/search-params";
import { useShortcut } from "@/components/shell/shortcuts";
import { useShellParams } from "@/components/shell/use-shell-params";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";

import { othersText } from "./others-text";
import { type Passage, passageOf } from "./passage";

const CommentForm = lazy(() =>
  import("@/components/comments/comment-form").then(({ CommentForm: form }) => ({ default: form })),
);

interface Selected {
  /** What to search other traces for; null: nothing that says anything. */
  others: string | null;
  /** What a comment would be about; null: it is of no one span. */
  passage: Passage | null;
  /** Where the selection ends on the screen, CSS pixels. */
  left: number;
  top: number;
}

const BAR_PX = { width: 236, height: 36 };

/** Beside a text that is selected in what was said: the way to other traces that hold it, and a comment on it. */
export function SelectionBar({ projectSlug }: { projectSlug: string }) {
  const selected = useSelectedText();
  const shown = useComments();
  // What is commented on stays while its words are written, though nothing is selected then.
  const [commented, setCommented] = useState<Passage | null>(null);
  const passage = shown?.verbs ? (selected?.passage ?? null) : null;
  useShortcut(
    { keys: "c", label: "Comment on the selected text", group: "Trace" },
    () => setCommented(passage),
    passage !== null,
  );
  const others = selected?.others ?? null;
  return (
    <>
      {selected !== null && (others !== null || passage !== null) && (
        <div
          className="fixed z-40 flex gap-1 rounded-m bg-surface shadow-pop"
          style={{ left: selected.left, top: selected.top }}
          // The selection stays while a button is pressed.
          onPointerDown={(event) => event.preventDefault()}
        >
          {others !== null && <FindOthers projectSlug={projectSlug} text={others} />}
          {passage !== null && (
            <Button onClick={() => setCommented(passage)} data-tip="Comment on this" data-tip-key="c">
              <MessageSquarePlus aria-hidden className="size-3.5" />
              Comment
            </Button>
          )}
        </div>
      )}
      {shown?.verbs && (
        <Dialog
          title="Comment on this passage"
          open={commented !== null}
          onOpenChange={(open) => !open && setCommented(null)}
        >
          {commented !== null && (
            <>
              <blockquote className="mb-3 line-clamp-6 border-l-2 border-warn pl-2 text-s wrap-anywhere whitespace-pre-line text-ink-2">
                {commented.text}
              </blockquote>
              <Suspense fallback={<Skeleton className="h-32" />}>
                <CommentForm
                  about={{
                    traceIds: [shown.traceId],
                    spanId: commented.spanId,
                    quote: { text: commented.text, before: commented.before },
                  }}
                  people={shown.people}
                  write={shown.verbs.write}
                  done={() => setCommented(null)}
                />
              </Suspense>
            </>
          )}
        </Dialog>
      )}
    </>
  );
}

function FindOthers({ projectSlug, text }: { projectSlug: string; text: string }) {
  const [{ live: _, ...view }] = useShellParams();
  const router = useRouter();
  const path = serializeShellParams(consolePath(projectSlug, "traces"), view);
  const href = `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ q: text })}`;
  useShortcut({ keys: "o", label: "Find others with the selected text", group: "Trace" }, () =>
    router.push(href),
  );
  return (
    <Button asChild>
      <Link href={href} prefetch={false} data-tip={`Traces with “${text}”`} data-tip-key="o">
        <Search aria-hidden className="size-3.5" />
        Find others
      </Link>
    </Button>
  );
}

/** What is selected within an element that carries `data-said`; null: nothing, or elsewhere. */
function useSelectedText(): Selected | null {
  const [selected, setSelected] = useState<Selected | null>(null);
  useEffect(() => {
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setSelected(selectionNow()));
    };
    document.addEventListener("selectionchange", look);
    // Whatever scrolls under the bar.
    document.addEventListener("scroll", look, { capture: true, passive: true });
    addEventListener("resize", look);
    // What was selected before React was here.
    look();
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("selectionchange", look);
      document.removeEventListener("scroll", look, { capture: true });
      removeEventListener("resize", look);
    };
  }, []);
  return selected;
}

function selectionNow(): Selected | null {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const within = range.commonAncestorContainer;
  const element = within instanceof Element ? within : within.parentElement;
  // What people said about it is not what was said.
  if (!element?.closest("[data-said]") || element.closest("article") !== null) return null;
  const end = [...range.getClientRects()].at(-1);
  if (end === undefined) return null;
  return {
    others: othersText(selection.toString()),
    passage: passageOf(range, selection.toString()),
    left: Math.max(8, Math.min(end.right + 4, innerWidth - BAR_PX.width - 8)),
    top: Math.max(8, Math.min(end.bottom + 4, innerHeight - BAR_PX.height - 8)),
  };
}

"use client";

import { Check, Link2, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { MarkdownView } from "@/components/lazy-parts";
import { isLong, ShowMore } from "@/components/trace/show-more";
import { useTraceParams } from "@/components/trace/use-trace-params";
import { cn } from "@/components/ui/cn";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { notify } from "@/components/ui/notify";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { settle, useAction } from "@/components/ui/use-action";
import type { Comment } from "@/lib/comments/comment";

import { type Comments, useComments } from "./comments";

const EditForm = lazy(() => import("./edit-form").then(({ EditForm: form }) => ({ default: form })));

interface CommentCardProps {
  comment: Comment;
  /** Opens its span; absent: the span is what is looked at. */
  onOpen?: () => void;
}

/** What one person said, about which words, and what can be done with it. */
export function CommentCard({ comment, onOpen }: CommentCardProps) {
  const shown = useComments();
  const [params] = useTraceParams();
  const [editing, setEditing] = useState(false);
  const card = useRef<HTMLElement>(null);
  const meant = params.comment === comment.id;
  useEffect(() => {
    if (meant) card.current?.scrollIntoView({ block: "center" });
  }, [meant]);
  const { author, at, edited, resolved, quote, told } = comment;
  return (
    <article
      ref={card}
      aria-label={`Comment by ${author}`}
      className={cn(
        "grid min-w-0 gap-1 rounded-m border px-2.5 py-2 text-s",
        meant ? "border-accent-line bg-accent-soft" : "border-line bg-surface",
      )}
    >
      <header className="flex min-h-6 flex-wrap items-center gap-x-2">
        <span className="min-w-0 truncate font-medium">{author}</span>
        <span className={meant ? "text-ink-2" : "text-ink-3"}>
          <RelativeTime at={at} />
          {edited !== null && (edited.by === author ? ", edited" : `, edited by ${edited.by}`)}
        </span>
        <span className="ml-auto flex">
          <CardActions comment={comment} shown={shown} onEdit={() => setEditing(true)} />
        </span>
      </header>
      {quote !== null && <Quoted text={quote.text} onOpen={onOpen} />}
      {quote === null && onOpen !== undefined && (
        <button type="button" className="justify-self-start text-accent hover:underline" onClick={onOpen}>
          On a span
        </button>
      )}
      {editing && shown?.verbs ? (
        <Suspense fallback={<Skeleton className="h-24" />}>
          <EditForm
            comment={comment}
            people={shown.people}
            change={shown.verbs.change}
            done={() => setEditing(false)}
          />
        </Suspense>
      ) : (
        <Said text={comment.text} isWhole={meant} className={resolved ? "text-ink-2" : undefined} />
      )}
      {told.length > 0 && <p className={meant ? "text-ink-2" : "text-ink-3"}>Told: {told.join(", ")}</p>}
      {resolved !== null && (
        <p className="flex items-center gap-1 text-ok">
          <Check aria-hidden className="size-3.5" />
          Resolved by {resolved.by}, <RelativeTime at={resolved.at} />
        </p>
      )}
    </article>
  );
}

/** Characters of a comment that is shown whole, some ten lines. */
const SHOWN_WHOLE = 700;

/** A long comment is as high as a short one until it is opened: others are looked for below it. */
function Said({
  text,
  isWhole,
  className,
}: {
  text: string;
  isWhole: boolean;
  className: string | undefined;
}) {
  const [open, setOpen] = useState(isWhole);
  const long = isLong(text.length, SHOWN_WHOLE);
  return (
    <div className={cn("min-w-0 wrap-anywhere", className)}>
      <div
        className={cn(
          long &&
            !open &&
            "max-h-40 overflow-hidden mask-linear-180 mask-linear-from-70% mask-linear-to-100%",
        )}
      >
        <MarkdownView isPart text={text} />
      </div>
      {long && <ShowMore open={open} rest={text.length} all onChange={setOpen} />}
    </div>
  );
}

/** Shown also when nothing of it is left in the trace. */
function Quoted({ text, onOpen }: { text: string; onOpen: (() => void) | undefined }) {
  const words = (
    <blockquote className="line-clamp-3 min-w-0 border-l-2 border-warn pl-2 text-left wrap-anywhere whitespace-pre-line text-ink-2">
      {text}
    </blockquote>
  );
  if (onOpen === undefined) return words;
  return (
    <button
      type="button"
      aria-label="Open the passage"
      className="min-w-0 rounded-s hover:bg-hover"
      onClick={onOpen}
    >
      {words}
    </button>
  );
}

function CardActions({
  comment,
  shown,
  onEdit,
}: {
  comment: Comment;
  shown: Comments | null;
  onEdit: () => void;
}) {
  const verbs = shown?.verbs ?? null;
  const { pending, failure, run } = useAction(verbs?.change ?? NO_VERB);
  useEffect(() => {
    if (failure) notify.failed("Not changed", { description: failure.message });
  }, [failure]);
  const { id, resolved } = comment;
  const mayChange = verbs !== null && (comment.isOwn || shown?.mayChangeAll);
  return (
    <>
      {verbs !== null && (
        <IconButton
          size="s"
          icon={resolved ? RotateCcw : Check}
          label={resolved ? "Reopen" : "Resolve"}
          pending={pending}
          onClick={() => run({ id, change: resolved ? "reopen" : "resolve" })}
        />
      )}
      <IconButton
        size="s"
        icon={Link2}
        label="Copy link to this comment"
        onClick={() => void copyLink(comment)}
      />
      {mayChange && (
        <>
          <IconButton size="s" icon={Pencil} label="Edit comment" onClick={onEdit} />
          <ConfirmDialog
            trigger={<IconButton size="s" icon={Trash2} label="Delete comment" />}
            title="Delete this comment?"
            consequence="It is gone for everybody and cannot be brought back."
            action="Delete comment"
            onConfirm={async () => {
              const result = await settle(verbs.change({ id, change: "delete" }));
              if (!result.ok) throw new Error(result.message);
            }}
          />
        </>
      )}
    </>
  );
}

const NO_VERB: NonNullable<Comments["verbs"]>["change"] = () =>
  Promise.resolve({ ok: true, value: undefined });

/** To the span that it is about, with the comment in sight. */
function copyLink({ id, spanId }: Comment): Promise<void> {
  const url = new URL(location.href);
  url.searchParams.set("comment", id);
  if (spanId === null) url.searchParams.delete("span");
  else url.searchParams.set("span", spanId);
  return navigator.clipboard.writeText(url.href).then(
    () => notify.done("Link copied", { description: "It opens this comment." }),
    () => notify.failed("Could not copy", { description: "The browser does not allow it." }),
  );
}

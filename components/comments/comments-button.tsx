"use client";

import { MessageSquare } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { useTraceParams } from "@/components/trace/use-trace-params";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { plural } from "@/lib/format/count";

import { CommentCard } from "./comment-card";
import { useComments } from "./comments";

const CommentForm = lazy(() => import("./comment-form").then(({ CommentForm: form }) => ({ default: form })));

/** In the head of a trace: how many comments wait for an answer; opens all of them. */
export function CommentsButton() {
  const shown = useComments();
  const [{ comment: meant }, setParams] = useTraceParams();
  // A link to a comment on the trace as a whole opens it here: it stands nowhere else.
  const isHere = shown?.comments.some((one) => one.id === meant && one.spanId === null) ?? false;
  const [opened, setOpened] = useState(false);
  if (shown === null) return null;
  const { comments, people, verbs, traceId } = shown;
  const waiting = comments.filter(({ resolved }) => resolved === null).length;
  const about = comments.length === 0 ? "No comments" : plural(comments.length, "comment");
  const label = waiting === comments.length ? about : `${about}, ${waiting} not resolved`;
  return (
    <Dialog
      title="Comments"
      description="About the whole trace and its spans, for everybody who may read what was said."
      size="l"
      open={opened || isHere}
      onOpenChange={(next) => {
        setOpened(next);
        if (!next && isHere) void setParams({ comment: null });
      }}
      trigger={
        <Button variant="ghost" size="s" className="px-1.5!" aria-label={label} data-tip={label}>
          <MessageSquare aria-hidden className="size-4" strokeWidth={1.75} />
          {waiting > 0 && <span className="tabular">{waiting}</span>}
        </Button>
      }
    >
      <div className="grid gap-2 pb-2">
        {comments.map((comment) => (
          <CommentCard
            key={comment.id}
            comment={comment}
            {...(comment.spanId !== null && {
              onOpen: () => {
                setOpened(false);
                void setParams({ span: comment.spanId, comment: comment.id });
              },
            })}
          />
        ))}
        {comments.length === 0 && (
          <p className="text-ink-2">
            Nobody has said anything yet. Select words in the trace, or open a span, to comment on those.
          </p>
        )}
        {verbs !== null && (
          <Suspense fallback={<Skeleton className="h-32" />}>
            <CommentForm
              about={{ traceIds: [traceId] }}
              people={people}
              write={verbs.write}
              done={() => undefined}
            />
          </Suspense>
        )}
      </div>
    </Dialog>
  );
}

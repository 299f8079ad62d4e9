"use client";

import { MessageSquarePlus } from "lucide-react";
import { lazy } from "react";

import { SideSection } from "@/components/trace/side-section";
import { FormDialog } from "@/components/ui/form-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { plural } from "@/lib/format/count";

import { CommentCard } from "./comment-card";
import { useComments, useSpanComments } from "./comments";

const CommentForm = lazy(() => import("./comment-form").then(({ CommentForm: form }) => ({ default: form })));

/** What was said about a span, before all that it says itself. */
export function SpanComments({ spanId }: { spanId: string }) {
  const comments = useSpanComments(spanId);
  if (comments.length === 0) return null;
  return (
    <SideSection title="Comments" aside={plural(comments.length, "comment")}>
      <div className="grid gap-2">
        {comments.map((comment) => (
          <CommentCard key={comment.id} comment={comment} />
        ))}
      </div>
    </SideSection>
  );
}

/** Says something about a span as a whole. */
export function CommentOnSpan({ spanId, name }: { spanId: string; name: string }) {
  const shown = useComments();
  if (!shown?.verbs) return null;
  const { verbs, people, traceId } = shown;
  return (
    <FormDialog
      title="Comment on this span"
      description={name}
      trigger={<IconButton icon={MessageSquarePlus} label="Comment on this span" size="s" />}
    >
      {(done) => (
        <CommentForm
          about={{ traceIds: [traceId], spanId }}
          people={people}
          write={verbs.write}
          done={() => done()}
        />
      )}
    </FormDialog>
  );
}

"use client";

import Link from "@/components/ui/link";
import { useEffect } from "react";

import { tracePath } from "@/components/trace/trace-paths";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Mention } from "@/lib/comments/mentions-of-me";
import type { ActionResult } from "@/lib/http/action-result";

interface MentionListProps {
  projectSlug: string;
  mentions: readonly Mention[];
  /** They were looked at. */
  see: () => Promise<ActionResult>;
}

const NOTHING = () => undefined;

/** Who said what that names the viewer, each a link to where it stands. What is shown counts as seen. */
export function MentionList({ projectSlug, mentions, see }: MentionListProps) {
  const anyNew = mentions.some(({ seen }) => !seen);
  useEffect(() => {
    // The page stays as it is: what was new when it was opened is marked until it is left.
    if (anyNew) void see().catch(NOTHING);
  }, [anyNew, see]);
  return (
    <ul className="divide-y divide-line">
      {mentions.map(({ commentId, traceId, spanId, author, text, quote, at, resolved, seen }) => (
        <li key={commentId}>
          <Link
            href={`${tracePath(projectSlug, traceId)}?${new URLSearchParams({
              ...(spanId !== null && { span: spanId }),
              comment: commentId,
            })}`}
            prefetch={false}
            className="grid gap-0.5 px-3.5 py-2 text-s -outline-offset-2 hover:bg-hover"
          >
            <span className="flex flex-wrap items-center gap-x-2">
              <span className="max-w-60 truncate font-medium">{author}</span>
              <span className="text-ink-3">
                <RelativeTime at={at} />
              </span>
              {!seen && <Badge tone="accent">new</Badge>}
              {resolved && <Badge>resolved</Badge>}
            </span>
            {quote !== null && (
              <span className="truncate border-l-2 border-warn pl-2 text-ink-2">{quote}</span>
            )}
            <span className="line-clamp-2 wrap-anywhere">{text}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

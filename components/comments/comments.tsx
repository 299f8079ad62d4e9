"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";

import type { ActionResult } from "@/lib/http/action-result";
import type { Comment, Person } from "@/lib/comments/comment";
import type { ChangeComment, WriteComment } from "@/lib/comments/schemas";

export interface CommentVerbs {
  write: (input: WriteComment) => Promise<ActionResult<{ ids: string[] }>>;
  change: (input: ChangeComment) => Promise<ActionResult>;
}

export interface Comments {
  /** 32 hex digits. */
  traceId: string;
  comments: readonly Comment[];
  people: readonly Person[];
  /** Null: who looks may read, and not write. */
  verbs: CommentVerbs | null;
  /** Who looks may change what others wrote. */
  mayChangeAll: boolean;
}

const Shown = createContext<Comments | null>(null);

/** What was said about the trace that is shown within. */
export const CommentsOf = ({ value, children }: { value: Comments | null; children: ReactNode }) => (
  <Shown value={value}>{children}</Shown>
);

/** Null: the page shows no comments, or who looks may not read them. */
export const useComments = (): Comments | null => useContext(Shown);

const NONE: readonly Comment[] = [];

/** Those of one span. */
export function useSpanComments(spanId: string): readonly Comment[] {
  const comments = useComments()?.comments ?? NONE;
  return useMemo(() => comments.filter((one) => one.spanId === spanId), [comments, spanId]);
}

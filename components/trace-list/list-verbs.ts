import type { Bookmark } from "@/components/bookmarks/use-bookmarks";
import type { CommentVerbs } from "@/components/comments/comments";
import type { ScoreVerb } from "@/components/scores/scores-of";
import type { KeepTraceFormProps } from "@/components/incidents/keep-trace-form";

/** What the viewer may do with traces of the list; null: not in their role. */
export interface ListVerbs {
  bookmark: Bookmark;
  keep: KeepTraceFormProps["keep"] | null;
  comment: CommentVerbs["write"] | null;
  score: ScoreVerb | null;
}

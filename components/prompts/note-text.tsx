import { RelativeTime } from "@/components/ui/relative-time";
import type { PromptVersion } from "@/lib/prompts/document";

/** Why a version changed, who says so and when. */
export const NoteText = ({ note: { text, author, at } }: { note: NonNullable<PromptVersion["note"]> }) => (
  <span className="block max-w-160 text-s whitespace-pre-line text-ink-2 wrap-anywhere">
    {text}{" "}
    <span className="text-ink-3">
      — {author}, <RelativeTime at={at} />
    </span>
  </span>
);

"use client";

import { useRouter } from "next/navigation";
import { useCallback, useDeferredValue, useState } from "react";

import { MarkdownView } from "@/components/lazy-parts";
import { useShortcut } from "@/components/shell/shortcuts";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";

import { type PostMortemSource, type Saved, usePostMortem } from "./use-post-mortem";
import { useUnsaved } from "./use-unsaved";

/** The post-mortem as text and as it will look, side by side; on a narrow screen one at a time. */
export function PostMortemEditor(source: PostMortemSource) {
  const router = useRouter();
  const post = usePostMortem(source);
  const [shown, setShown] = useState<"text" | "preview">("text");
  const [leaving, setLeaving] = useState<string>();
  const preview = useDeferredValue(post.text);
  useUnsaved(
    post.unsaved,
    useCallback((href: string) => setLeaving(href), []),
  );
  useShortcut({ keys: "mod+s", label: "Save the post-mortem", group: "Post-mortem" }, () => {
    if (post.savable) void post.send();
  });
  return (
    <>
      <div
        data-chrome
        className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2"
      >
        <div role="group" aria-label="What is shown" className="flex gap-1 lg:hidden">
          {(["text", "preview"] as const).map((one) => (
            <Button
              key={one}
              size="s"
              variant={shown === one ? "plain" : "ghost"}
              aria-pressed={shown === one}
              onClick={() => setShown(one)}
            >
              {one === "text" ? "Text" : "Preview"}
            </Button>
          ))}
        </div>
        <SavedState base={post.base} unsaved={post.unsaved} />
        <Button
          size="s"
          variant="primary"
          className="ml-auto"
          disabled={!post.savable}
          pending={post.pending}
          onClick={() => void post.send()}
        >
          Save
        </Button>
      </div>
      <Notices post={post} />
      <div className="grid min-h-0 flex-1 lg:grid-cols-2 print:block">
        <Textarea
          aria-label="Text of the post-mortem, in Markdown"
          value={post.text}
          onChange={(event) => post.write(event.target.value)}
          maxLength={200_000}
          spellCheck
          className={cn(
            "field-sizing-fixed! h-full max-h-none! resize-none! rounded-none border-0 px-4 py-3 font-mono leading-5 -outline-offset-2 lg:border-r! lg:border-line! print:hidden",
            shown === "preview" && "max-lg:hidden",
          )}
        />
        <section
          aria-label="Preview"
          tabIndex={0}
          className={cn(
            "min-h-0 min-w-0 overflow-y-auto bg-surface px-6 py-4 -outline-offset-2 max-md:px-4 print:block! print:overflow-visible print:p-0",
            shown === "text" && "max-lg:hidden",
          )}
        >
          <MarkdownView text={preview} className="mx-auto max-w-180" />
        </section>
      </div>
      <Dialog
        title="Leave without saving?"
        description="What you have written since the last save is kept in this tab alone, until it is closed."
        open={leaving !== undefined}
        onOpenChange={(open) => !open && setLeaving(undefined)}
        footer={
          <>
            <Button size="l" variant="ghost" onClick={() => leaving !== undefined && router.push(leaving)}>
              Leave
            </Button>
            <Button size="l" onClick={() => setLeaving(undefined)}>
              Stay
            </Button>
            <Button
              size="l"
              variant="primary"
              pending={post.pending}
              onClick={() =>
                void post.send().then((saved) => {
                  if (saved && leaving !== undefined) router.push(leaving);
                  else setLeaving(undefined);
                })
              }
            >
              Save and leave
            </Button>
          </>
        }
      />
    </>
  );
}

const SavedState = ({ base: { saved }, unsaved }: { base: Saved; unsaved: boolean }) => (
  <span className="flex flex-wrap items-center gap-2 text-s text-ink-2" aria-live="polite">
    {saved === null ? (
      "A draft of the facts, which nobody has saved."
    ) : (
      <span>
        Saved <RelativeTime at={saved.at} />
        {saved.by !== "" && ` by ${saved.by}`}
      </span>
    )}
    {unsaved && <Badge tone="warn">not saved</Badge>}
  </span>
);

/** What a writer must know: that somebody else wrote, that a save failed, that an earlier text is here again. */
function Notices({ post }: { post: ReturnType<typeof usePostMortem> }) {
  const [reading, setReading] = useState(false);
  const { theirs } = post;
  if (!theirs && post.failure === undefined && !post.restored) return null;
  return (
    <div data-chrome className="grid gap-2 border-b border-line px-4 py-2">
      {theirs && (
        <Notice tone="bad" live>
          <p>
            {theirs.saved?.by ?? "Somebody else"} has saved it meanwhile. Your text is still here and is not
            saved.
          </p>
          <div className="mt-1.5 flex flex-wrap gap-2">
            <Button size="s" onClick={post.putTogether}>
              Put theirs below mine
            </Button>
            <Button size="s" aria-expanded={reading} onClick={() => setReading(!reading)}>
              {reading ? "Hide theirs" : "Read theirs"}
            </Button>
          </div>
        </Notice>
      )}
      {theirs && reading && (
        <section
          aria-label="Saved meanwhile"
          tabIndex={0}
          className="max-h-60 overflow-y-auto rounded-m border border-line bg-surface px-4 py-2"
        >
          <MarkdownView text={theirs.text} />
        </section>
      )}
      {post.failure !== undefined && (
        <Notice tone="bad" live>
          Not saved: {post.failure}
        </Notice>
      )}
      {post.restored && (
        <Notice>
          Text that you had not saved is here again.{" "}
          <Button size="s" onClick={post.discard}>
            Discard it
          </Button>
        </Notice>
      )}
    </div>
  );
}

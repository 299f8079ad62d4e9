"use client";

import { Scale } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { notify } from "@/components/ui/notify";
import { Skeleton } from "@/components/ui/skeleton";
import { plural } from "@/lib/format/count";
import type { Score } from "@/lib/scores/score";

import { ScoreList } from "./score-list";
import { type ScoreVerb, useScores, useScoresOf } from "./scores-of";

const ScoreForm = lazy(() => import("./score-form").then(({ ScoreForm: form }) => ({ default: form })));

const namesOf = (scores: readonly Score[]): string[] => [...new Set(scores.map(({ name }) => name))];

/** In the head of a trace: how it was judged, and by `s` a judgement of one's own. */
export function ScoreTrace() {
  const shown = useScores();
  const [open, setOpen] = useState(false);
  useShortcut(
    { keys: "s", label: "Score the trace", group: "Trace" },
    () => setOpen(true),
    shown !== null && shown.write !== null,
  );
  if (shown === null || (shown.write === null && shown.scores.length === 0)) return null;
  const { scores, write, traceId } = shown;
  const label = scores.length === 0 ? "Score this trace" : `${plural(scores.length, "score")}`;
  return (
    <ScoreDialog
      title="Scores"
      description="Of the whole trace and its spans. A score of yours under the same name takes the place of the one before."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          variant="ghost"
          size="s"
          className="px-1.5!"
          aria-label={label}
          data-tip={label}
          data-tip-key="s"
        >
          <Scale aria-hidden className="size-4" strokeWidth={1.75} />
          {scores.length > 0 && <span className="tabular">{scores.length}</span>}
        </Button>
      }
      scores={scores}
      about={{ traceIds: [traceId] }}
      write={write}
    />
  );
}

/** In the head of a span's panel. */
export function ScoreSpan({ spanId, name }: { spanId: string; name: string }) {
  const shown = useScores();
  const own = useScoresOf(spanId);
  const [open, setOpen] = useState(false);
  if (!shown?.write) return null;
  return (
    <ScoreDialog
      title="Score this span"
      description={name}
      open={open}
      onOpenChange={setOpen}
      trigger={<IconButton icon={Scale} label="Score this span" size="s" />}
      scores={own}
      names={namesOf(shown.scores)}
      about={{ traceIds: [shown.traceId], spanId }}
      write={shown.write}
    />
  );
}

/** The session as a whole; by `s`, too. */
export function ScoreSession({
  sessionId,
  scores,
  write,
}: {
  sessionId: string;
  scores: readonly Score[];
  write: ScoreVerb;
}) {
  const [open, setOpen] = useState(false);
  useShortcut({ keys: "s", label: "Score the session", group: "Session" }, () => setOpen(true));
  return (
    <ScoreDialog
      title="Score this session"
      description="The conversation as a whole; its turns are scored on their own pages."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="s" data-tip="Score the session" data-tip-key="s">
          <Scale aria-hidden className="size-3.5" /> Score
        </Button>
      }
      scores={scores}
      about={{ sessionId }}
      write={write}
    />
  );
}

/** The same judgement of several traces. */
export function ScoreMany({ traceIds, write }: { traceIds: readonly string[]; write: ScoreVerb }) {
  const [open, setOpen] = useState(false);
  return (
    <ScoreDialog
      title={`Score ${plural(traceIds.length, "trace")}`}
      description={traceIds.length > 1 ? "Each of them gets the same score." : undefined}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Scale aria-hidden className="size-3.5" />
          Score
        </Button>
      }
      scores={[]}
      about={{ traceIds: [...traceIds] }}
      write={write}
    />
  );
}

interface ScoreDialogProps {
  title: string;
  description?: string | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  trigger: ReactNode;
  scores: readonly Score[];
  names?: readonly string[];
  about: { traceIds?: string[]; sessionId?: string; spanId?: string };
  write: ScoreVerb | null;
}

function ScoreDialog({ scores, names = namesOf(scores), about, write, ...dialog }: ScoreDialogProps) {
  return (
    <Dialog {...dialog}>
      <div className="grid gap-4 pb-2">
        {scores.length > 0 && <ScoreList scores={scores} />}
        {write !== null && (
          <Suspense fallback={<Skeleton className="h-60" />}>
            <ScoreForm
              about={about}
              names={names}
              write={write}
              done={() => {
                dialog.onOpenChange(false);
                notify.done("Score saved");
              }}
            />
          </Suspense>
        )}
      </div>
    </Dialog>
  );
}

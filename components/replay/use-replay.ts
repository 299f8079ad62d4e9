"use client";

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { figuresBySpan } from "@/components/trace/span-figures";
import { NOT_BILLED } from "@/lib/replay/step-figures";
import type { Skeleton } from "@/components/trace/use-skeleton";
import type { TimelineSpan } from "@/components/trace/timeline-span";
import { depthFirst, timelineTree, type TimelineTree } from "@/components/trace/timeline-tree";
import { PlaybackClock } from "@/lib/replay/playback-clock";
import { type Recording, recordingOf } from "@/lib/replay/recording";

import { Player } from "./player";

export interface Replay {
  tree: TimelineTree;
  recording: Recording;
  clock: PlaybackClock;
  /** Positions in the recording by span. */
  positions: ReadonlyMap<string, number>;
  /** By position in the recording. */
  spans: readonly TimelineSpan[];
}

/** What the page carries of a trace, as a recording on its one clock. */
export function useReplay({ spans, figures }: Pick<Skeleton, "spans" | "figures">): Replay {
  return useMemo(() => {
    const tree = timelineTree(spans);
    const figuresOf = figuresBySpan(spans, figures);
    // Of those that begin at once the outer stays first.
    const nodes = depthFirst(tree.roots).sort((a, b) => a.startMs - b.startMs);
    const recording = recordingOf(
      nodes.map(({ span, children, startMs, endMs }) => ({
        id: span.id,
        kind: span.kind,
        startMs,
        endMs: span.durationMs === null ? null : endMs,
        ttftMs: span.ttftMs,
        failed: span.failed,
        isLeaf: children.length === 0,
        figures: figuresOf.get(span.id) ?? NOT_BILLED,
      })),
      tree.endMs,
    );
    const positions = new Map(recording.steps.map(({ id }, index) => [id, index]));
    return {
      tree,
      recording,
      clock: new PlaybackClock(recording),
      positions,
      spans: nodes.map(({ span }) => span),
    };
  }, [spans, figures]);
}

/** A player of the recording, stopped when it is no longer shown. @param startMs where it stands at first */
export function usePlayer({ recording, clock }: Replay, startMs: number): Player {
  const [player] = useState(() => new Player(recording, clock, startMs));
  // A trace that grows goes on being played from where it is.
  useEffect(() => player.exchange(recording, clock), [player, recording, clock]);
  useEffect(() => () => player.pause(), [player]);
  return player;
}

/** What of the player's state a component draws; it is drawn again when that changes. */
export const usePlayed = <T extends string | number | boolean | null>(
  player: Player,
  pick: (player: Player) => T,
): T =>
  useSyncExternalStore(
    player.subscribe,
    () => pick(player),
    () => pick(player),
  );

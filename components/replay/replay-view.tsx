"use client";

import { useEffect, useMemo } from "react";

import { useTraceHits } from "@/components/find/trace-find";
import { callNumbers } from "@/components/trace/calls";
import { Timeline } from "@/components/trace/timeline";
import { type TimeWindow, shareOf } from "@/components/trace/time-window";
import type { SkeletonPage } from "@/components/trace/skeleton";
import { SkeletonProgress } from "@/components/trace/skeleton-progress";
import { useSkeleton } from "@/components/trace/use-skeleton";
import { useTraceParams } from "@/components/trace/use-trace-params";
import { SplitPanels } from "@/components/ui/split-panels";
import { phaseOf, stateAt } from "@/lib/replay/state-at";

import type { Player } from "./player";
import { ReplayControls } from "./replay-controls";
import { ReplaySide } from "./replay-side";
import { type Replay, usePlayed, usePlayer, useReplay } from "./use-replay";
import { useReplayKeys } from "./use-replay-keys";

interface ReplayViewProps {
  projectSlug: string;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  /** With figures. */
  skeleton: SkeletonPage;
  /** Spans of the whole trace. */
  total: number;
  /** The trace that the server looks through for a text; null: none. */
  findIn: string | null;
  /** The next turn of the session, replayed from its beginning; null: there is none. */
  nextHref: string | null;
}

/** How long the clock rests before its moment is in the address. */
const SETTLE_MS = 300;

/** The interaction as it happened, on its own clock: what runs, what the model sees, and what comes, from recorded facts alone. */
export function ReplayView(props: ReplayViewProps) {
  const { projectSlug, jsonHref, version, total, nextHref } = props;
  const [params, setParams] = useTraceParams();
  const saying = useTraceHits(projectSlug, props.findIn);
  const skeleton = useSkeleton(props.skeleton, version);
  const replay = useReplay(skeleton);
  const { tree, recording, positions } = replay;
  const chosen = params.span === null ? undefined : positions.get(params.span);
  const player = usePlayer(replay, params.t ?? (chosen === undefined ? 0 : recording.steps[chosen]!.startMs));
  useStepwise(player);
  useAutoPlay(player, params.play, () => void setParams({ play: null }));
  useMomentInUrl(player, (t) => void setParams({ t }));

  // Drawn anew when something happens; what moves between events draws itself.
  const happened = usePlayed(player, (one) => one.happened);
  const isPlaying = usePlayed(player, (one) => one.isPlaying);
  const ms = happened === 0 ? 0 : Math.max(player.ms, recording.events[happened - 1]!.ms);
  const state = stateAt(recording, ms);
  const shown = (isPlaying ? undefined : chosen) ?? state.current ?? (recording.steps.length > 0 ? 0 : null);
  const step = shown === null ? undefined : recording.steps[shown];

  const calls = useMemo(() => callNumbers(skeleton.spans), [skeleton.spans]);
  const span = shown === null ? undefined : replay.spans[shown];
  const letGo = () => {
    if (params.span !== null) void setParams({ span: null });
  };
  const onChoose = (id: string) => {
    const at = positions.get(id);
    if (at === undefined) return;
    player.pause();
    // What has begun keeps its moment; what lies ahead is gone to.
    if (recording.steps[at]!.startMs > player.ms) player.seek(recording.steps[at]!.startMs);
    void setParams({ span: id });
  };
  useReplayKeys(player, recording, letGo);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <SkeletonProgress skeleton={skeleton} total={total} />
      <div className="min-h-0 flex-1">
        <SplitPanels
          id="replay"
          sideSize="440px"
          main={
            <Timeline
              tree={tree}
              total={recording.steps.length}
              cursor={step?.id ?? null}
              onCursor={onChoose}
              zoom={params.zoom}
              onZoom={(zoom) => void setParams({ zoom })}
              query={params.find || params.q}
              saying={saying}
              phaseOf={({ span: { durationMs }, startMs, endMs }) =>
                phaseOf({ startMs, endMs: durationMs === null ? null : endMs }, ms)
              }
              renderOver={(window) => <Now player={player} replay={replay} window={window} />}
            />
          }
          side={
            step && span ? (
              <ReplaySide
                projectSlug={projectSlug}
                jsonHref={jsonHref}
                version={version}
                span={span}
                step={step}
                player={player}
                upcoming={upcomingIds(replay, happened)}
                calls={calls}
              />
            ) : undefined
          }
        />
      </div>
      <ReplayControls player={player} replay={replay} state={state} onMove={letGo} nextHref={nextHref} />
    </div>
  );
}

/** Leaves that begin next: their bodies are fetched before they are looked at. */
const UPCOMING = 3;

function upcomingIds({ recording: { events, steps } }: Replay, happened: number): string[] {
  const ids: string[] = [];
  for (let at = happened; at < events.length && ids.length < UPCOMING; at++) {
    const { type, step } = events[at]!;
    if (type === "begin" && steps[step]!.isLeaf) ids.push(steps[step]!.id);
  }
  return ids;
}

/** The line of the clock, a veil over what lies ahead, and marks where waiting is shortened. */
function Now({ player, replay, window }: { player: Player; replay: Replay; window: TimeWindow }) {
  const share = usePlayed(player, ({ ms }) => shareOf(window, ms));
  return (
    <>
      {replay.clock.gaps.map(({ fromMs, toMs }) => (
        <span
          key={fromMs}
          className="absolute inset-y-0 bg-[repeating-linear-gradient(135deg,transparent_0_5px,var(--line)_5px_6px)] opacity-60"
          style={{
            left: `${shareOf(window, fromMs) * 100}%`,
            width: `${(shareOf(window, toMs) - shareOf(window, fromMs)) * 100}%`,
          }}
        />
      ))}
      <span
        className="absolute inset-y-0 right-0 bg-surface/55"
        style={{ left: `${Math.max(0, Math.min(1, share)) * 100}%` }}
      />
      {share >= 0 && share <= 1 && (
        <span
          className="absolute inset-y-0 w-px bg-accent-fill"
          style={{ left: `min(${share * 100}%, calc(100% - 1px))` }}
        />
      )}
    </>
  );
}

/** A link to a moment: kept in the address while the clock rests. */
function useMomentInUrl(player: Player, onRest: (ms: number) => void) {
  const resting = usePlayed(player, ({ isPlaying, ms }) => (isPlaying ? null : ms));
  useEffect(() => {
    if (resting === null) return;
    const timer = setTimeout(() => onRest(Number(resting.toFixed(3))), SETTLE_MS);
    return () => clearTimeout(timer);
    // The moment alone is the reason to write it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [resting]);
}

/** Plays at once where the address says so (the next turn of a session), once. */
function useAutoPlay(player: Player, wanted: boolean | null, done: () => void) {
  useEffect(() => {
    if (!wanted) return;
    player.play();
    done();
    // Once, when the page opens.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [player]);
}

/** Whoever asked for less motion sees one event after the other. */
function useStepwise(player: Player) {
  useEffect(() => {
    const query = matchMedia("(prefers-reduced-motion: reduce)");
    const set = () => player.setStepwise(query.matches);
    set();
    query.addEventListener("change", set);
    return () => query.removeEventListener("change", set);
  }, [player]);
}

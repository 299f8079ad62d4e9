"use client";

import { ChevronLeft, ChevronRight, Pause, Play, RotateCcw } from "lucide-react";
import Link from "@/components/ui/link";
import { type KeyboardEvent, memo, type PointerEvent } from "react";

import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { KIND_LOOK } from "@/components/ui/kind-dot";
import { Select } from "@/components/ui/select";
import { formatCount } from "@/lib/format/count";
import { exactDuration, formatDuration } from "@/lib/format/duration";
import { exactUsd, formatUsd } from "@/lib/format/money";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { ReplayState } from "@/lib/replay/state-at";

import { type Player, SPEEDS, type Speed } from "./player";
import { type Replay, usePlayed } from "./use-replay";

interface ReplayControlsProps {
  player: Player;
  replay: Replay;
  state: ReplayState;
  /** The clock was moved by hand. */
  onMove: () => void;
  nextHref: string | null;
}

/** Clock, speed, scrubber, and what has been spent by now. */
export function ReplayControls({ player, replay, state, onMove, nextHref }: ReplayControlsProps) {
  const isPlaying = usePlayed(player, (one) => one.isPlaying);
  const isAtEnd = usePlayed(player, (one) => one.isAtEnd);
  const speed = usePlayed(player, (one) => one.speed);
  const move = (run: () => void) => () => {
    onMove();
    run();
  };
  const playLabel = isPlaying ? "Pause" : isAtEnd ? "Play again" : "Play";
  return (
    <div
      role="group"
      aria-label="Replay"
      className="grid shrink-0 gap-1.5 border-t border-line bg-surface px-4 py-2 max-md:px-3"
    >
      <Scrubber player={player} replay={replay} onMove={onMove} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-s">
        <div className="flex items-center gap-0.5">
          <IconButton
            icon={ChevronLeft}
            label="Event before"
            shortcut=","
            onClick={move(() => player.step(-1))}
          />
          <IconButton
            icon={isPlaying ? Pause : isAtEnd ? RotateCcw : Play}
            label={playLabel}
            shortcut="space"
            variant="primary"
            onClick={move(() => player.toggle())}
          />
          <IconButton
            icon={ChevronRight}
            label="Next event"
            shortcut="."
            onClick={move(() => player.step(1))}
          />
        </div>
        <Time player={player} endMs={replay.recording.endMs} />
        <Select
          aria-label="Speed"
          value={String(speed)}
          onChange={(value) => player.setSpeed(Number(value) as Speed)}
          options={SPEEDS.map((one) => ({ value: String(one), label: `${one}×` }))}
        />
        {isAtEnd && nextHref !== null && (
          <Button asChild size="s">
            <Link href={nextHref} prefetch={false}>
              Replay the next turn
            </Link>
          </Button>
        )}
        <Spent state={state} />
      </div>
    </div>
  );
}

function Time({ player, endMs }: { player: Player; endMs: number }) {
  const ms = usePlayed(player, (one) => one.ms);
  return (
    <span className="tabular whitespace-nowrap" data-tip={`${exactDuration(ms)} of ${exactDuration(endMs)}`}>
      <span className="inline-block min-w-14 text-right font-semibold">{formatDuration(ms)}</span>{" "}
      <span className="text-ink-2">of {formatDuration(endMs)}</span>
    </span>
  );
}

function Spent({ state }: { state: ReplayState }) {
  const usd = usdOfNano(state.costNanoUsd);
  const tokens = state.inputTokens + state.outputTokens;
  return (
    <span className="tabular ml-auto flex flex-wrap gap-x-3 text-ink-2">
      {state.failed > 0 && <span className="text-bad">{state.failed} failed</span>}
      {state.running > 0 && <span>{state.running} running</span>}
      <span data-tip={`${state.inputTokens} in, ${state.outputTokens} out, of calls that have ended`}>
        {formatCount(tokens)} tokens
      </span>
      <span
        data-tip={
          state.unknownCosts > 0
            ? `${exactUsd(usd)}, and what ${state.unknownCosts} ended calls cost is not known`
            : `${exactUsd(usd)} for calls that have ended${state.estimatedCosts > 0 ? `; the tokens of ${state.estimatedCosts} are estimated` : ""}`
        }
      >
        {state.estimatedCosts > 0 && (
          <>
            <span aria-hidden>~ </span>
            <span className="sr-only">about </span>
          </>
        )}
        {formatUsd(usd)}
        {state.unknownCosts > 0 && " + unknown"} spent
      </span>
    </span>
  );
}

/** Ticks drawn; of more than so many moments, evenly chosen ones. */
const MOST_TICKS = 400;
/** A key moves by so much of the trace. */
const KEY_SHARE = 0.02;
const PAGE_SHARE = 0.1;

function Scrubber({ player, replay, onMove }: Pick<ReplayControlsProps, "player" | "replay" | "onMove">) {
  const { recording, clock } = replay;
  const ms = usePlayed(player, (one) => one.ms);
  const share = ms / recording.endMs;
  const seek = (to: number) => {
    onMove();
    player.seek(to);
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - left) / width) * recording.endMs);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = TO[event.key]?.(ms, recording.endMs);
    if (to === undefined) return;
    event.preventDefault();
    seek(to);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Moment of the trace"
      aria-valuemin={0}
      aria-valuemax={Math.round(recording.endMs)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={`${formatDuration(ms)} of ${formatDuration(recording.endMs)}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      className="relative h-6 cursor-pointer touch-none rounded-s outline-offset-2"
    >
      <span className="absolute inset-x-0 top-2.5 h-1 rounded-full bg-sunken" />
      {clock.gaps.map(({ fromMs, toMs }) => (
        <span
          key={fromMs}
          data-tip={`Nothing ran for ${formatDuration(toMs - fromMs)}; played in less than a second`}
          className="absolute top-2.5 h-1 bg-[repeating-linear-gradient(135deg,transparent_0_2px,var(--line-strong)_2px_4px)]"
          style={{
            left: `${(fromMs / recording.endMs) * 100}%`,
            width: `${((toMs - fromMs) / recording.endMs) * 100}%`,
          }}
        />
      ))}
      <span
        className="absolute top-2.5 left-0 h-1 rounded-full bg-accent-fill"
        style={{ width: `${share * 100}%` }}
      />
      <Ticks replay={replay} />
      <span
        className="absolute top-1 size-4 -translate-x-1/2 rounded-full border-2 border-surface bg-accent-fill shadow-pop"
        style={{ left: `${share * 100}%` }}
      />
    </div>
  );
}

const TO: Record<string, (ms: number, endMs: number) => number> = {
  ArrowRight: (ms, endMs) => ms + endMs * KEY_SHARE,
  ArrowUp: (ms, endMs) => ms + endMs * KEY_SHARE,
  ArrowLeft: (ms, endMs) => ms - endMs * KEY_SHARE,
  ArrowDown: (ms, endMs) => ms - endMs * KEY_SHARE,
  PageUp: (ms, endMs) => ms + endMs * PAGE_SHARE,
  PageDown: (ms, endMs) => ms - endMs * PAGE_SHARE,
  Home: () => 0,
  End: (_, endMs) => endMs,
};

/** Where leaves begin; their kind, and nothing of how they end. */
const Ticks = memo(function Ticks({ replay: { recording } }: { replay: Replay }) {
  const begins = recording.events.filter(
    ({ type, step }) => type === "begin" && recording.steps[step]!.isLeaf,
  );
  const every = Math.ceil(begins.length / MOST_TICKS);
  return begins
    .filter((_, index) => index % every === 0)
    .map(({ ms, step }) => (
      <span
        key={step}
        className={cn("absolute top-0 h-1.5 w-0.5 rounded-full")}
        style={{
          left: `min(${(ms / recording.endMs) * 100}%, calc(100% - 2px))`,
          background: KIND_LOOK[recording.steps[step]!.kind].color,
        }}
      />
    ));
});

"use client";

import { useShortcut } from "@/components/shell/shortcuts";
import type { Recording } from "@/lib/replay/recording";

import type { Player } from "./player";

const GROUP = "Replay";

/** Keys of a replay, beside those of the timeline. @param onMove the clock was moved by hand */
export function useReplayKeys(player: Player, { steps }: Recording, onMove: () => void) {
  const isCall = (step: number, type: string) => type === "begin" && steps[step]?.kind === "llm";
  const moving = (move: () => void) => () => {
    onMove();
    move();
  };
  useShortcut(
    { keys: " ", label: "Play, pause", group: GROUP },
    moving(() => player.toggle()),
  );
  useShortcut(
    { keys: ".", label: "Next event", group: GROUP },
    moving(() => player.step(1)),
  );
  useShortcut(
    { keys: ",", label: "Event before", group: GROUP },
    moving(() => player.step(-1)),
  );
  useShortcut(
    { keys: "n", label: "Next model call", group: GROUP },
    moving(() => player.step(1, isCall)),
  );
  useShortcut(
    { keys: "p", label: "Model call before", group: GROUP },
    moving(() => player.step(-1, isCall)),
  );
  useShortcut({ keys: ">", label: "Faster", group: GROUP }, () => player.changeSpeed(1));
  useShortcut({ keys: "<", label: "Slower", group: GROUP }, () => player.changeSpeed(-1));
}

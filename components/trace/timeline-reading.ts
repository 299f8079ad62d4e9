import type { StepFigures } from "@/lib/replay/recording";

import type { Emphasis } from "./search-params";

/** What is read off a timeline besides time. */
export interface TimelineReading {
  /** What each span costs its trace. */
  figures: ReadonlyMap<string, StepFigures>;
  emphasis: Emphasis | null;
  onEmphasis: (emphasis: Emphasis | null) => void;
  /** Repeats are one row. */
  folds: boolean;
  onFolds: (folds: boolean) => void;
}

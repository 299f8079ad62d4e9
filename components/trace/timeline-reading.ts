import type { StepFigures } from "@/lib/replay/recording";

import type { Emphasis } from "./search-params";

/** What is read off a timeline besides time. */
export interface TimelineReading {
  /** What each span costs its trace. */
  figures: ReadonlyMap<string, StepFigures>;
  emphasis: Emphasis | null;
  onEmphasis: (emphasis: Emphasis | null) => void;
  /** The address names a span: it is seen when the page opens, whatever hides it. */
  isLinked: boolean;
  /** Repeats are one row. */
  folds: boolean;
  onFolds: (folds: boolean) => void;
}

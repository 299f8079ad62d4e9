import type { TimelineSpan } from "./timeline-span";

/** A span for tests of view models: a workflow of ten milliseconds at the trace's start unless told. */
export const spanOf = (id: string, words: Partial<TimelineSpan> = {}): TimelineSpan => ({
  id,
  parentId: null,
  kind: "workflow",
  name: id,
  service: null,
  model: null,
  failed: false,
  startMs: 0,
  durationMs: 10,
  ttftMs: null,
  ...words,
});

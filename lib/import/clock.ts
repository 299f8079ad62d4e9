/**
 * The file says nothing about time, so an import lays it out by these rules and flags every span
 * `recount.clock.synthetic`. They use the conversation alone: the same file gives the same times on every machine.
 *
 * - conversation i starts at `start + i × 6 min`
 * - a person takes 5 s plus 60 ms a character to write a message, counted from the end of the answer before
 * - a model call takes 350 ms + 0.02 ms × input tokens + 18 ms × output tokens
 * - a tool takes 250 ms + 0.1 ms × characters of its result
 * - 2 ms pass between one step and the next
 *
 * All values are milliseconds.
 */
export const DEFAULT_START = "2026-06-01T08:00:00Z";

export const conversationStartMs = (index: number): number => index * 6 * 60_000;
export const writingMs = (text: string): number => 5_000 + 60 * text.length;
export const modelCallMs = (inputTokens: number, outputTokens: number): number =>
  350 + 0.02 * inputTokens + 18 * outputTokens;
export const toolMs = (result: string): number => 250 + 0.1 * result.length;
export const STEP_GAP_MS = 2;

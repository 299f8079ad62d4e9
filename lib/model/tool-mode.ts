/** How a trace's tools ran: all overlap in time (parallel), some do (mixed), none does (sequential). */
export const TOOL_MODES = ["none", "single", "sequential", "parallel", "mixed"] as const;
export type ToolMode = (typeof TOOL_MODES)[number];

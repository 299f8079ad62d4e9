/** A part of the heatmap: from `from` on and before `to`, longer than `overMs` and at most `upToMs`. */
export interface Box {
  from: string;
  to: string;
  overMs: number;
  upToMs: number;
}

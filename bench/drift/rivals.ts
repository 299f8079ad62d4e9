import {
  HOUR_MS,
  type Cell,
  type DistributionCell,
  type MeanCell,
  type MixCell,
  type ShareCell,
} from "@/lib/drift/engine/cell";
import { countBelow } from "@/lib/stats/count-below";
import { merge, quantile, total } from "@/lib/stats/histogram";

/** What others do: looks at one hour and says whether it alarms; null where the method has nothing to look at. */
export interface Rivals {
  threshold: (hour: readonly Cell[]) => boolean;
  psi: ((hour: readonly Cell[]) => boolean) | null;
  threeDeviations: (hour: readonly Cell[]) => boolean;
}

const PSI_LIMIT = 0.2;

/** A threshold as somebody sets it: 30 % more of p90, twice the share, 2 % off a mean, 10 points of a category. */
const FACTOR = { p90: 1.3, share: 2, mean: 0.02, mix: 0.1 };

/** The three methods fitted on the same baseline, cells of any length up to an hour. */
export function rivalsOf(history: readonly Cell[]): Rivals {
  const hours = byHour(history);
  const all = summaryOf(history);
  const values = hours.map((hour) => summaryOf(hour)).filter(({ n }) => n > 0);
  const means = values.map(({ mean }) => mean);
  const middle = means.reduce((sum, mean) => sum + mean, 0) / means.length;
  const spread = Math.sqrt(
    means.reduce((sum, mean) => sum + (mean - middle) ** 2, 0) / Math.max(1, means.length - 1),
  );
  return {
    threshold: (hour) => exceeds(all, summaryOf(hour)),
    psi: all.parts === null ? null : (hour) => psi(all, summaryOf(hour, all.edges)) > PSI_LIMIT,
    threeDeviations: (hour) => {
      const { n, mean } = summaryOf(hour);
      return n > 0 && Math.abs(mean - middle) > 3 * spread;
    },
  };
}

interface Summary {
  kind: "share" | "distribution" | "mean" | "mix";
  n: number;
  /** The share, the mean, the median, or the share of the first category. */
  mean: number;
  p90: number;
  /** Parts of the bins that PSI compares. */
  parts: number[] | null;
  edges: number[];
  categories: string[];
}

function summaryOf(cells: readonly Cell[], edges?: number[]): Summary {
  const first = cells[0] as Cell;
  const empty = { p90: 0, parts: null, edges: [], categories: [] };
  if ("histogram" in first) {
    const histogram = merge((cells as DistributionCell[]).map((cell) => cell.histogram));
    const n = total(histogram);
    const own = edges ?? Array.from({ length: 9 }, (_, index) => quantile(histogram, (index + 1) / 10) ?? 0);
    const below = [0, ...own.map((edge) => countBelow(histogram, edge)), n];
    return {
      ...empty,
      kind: "distribution",
      n,
      mean: quantile(histogram, 0.5) ?? 0,
      p90: quantile(histogram, 0.9) ?? 0,
      parts: below.slice(1).map((count, index) => (count - (below[index] as number)) / Math.max(1, n)),
      edges: own,
    };
  }
  if ("counts" in first) {
    const sums: Record<string, number> = {};
    for (const { counts } of cells as MixCell[])
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    const categories = Object.keys(sums).sort();
    const n = Object.values(sums).reduce((sum, count) => sum + count, 0);
    const parts = categories.map((name) => (sums[name] as number) / Math.max(1, n));
    return { ...empty, kind: "mix", n, mean: parts[0] ?? 0, parts, categories };
  }
  if ("hits" in first) {
    const n = (cells as ShareCell[]).reduce((sum, cell) => sum + cell.n, 0);
    const mean = (cells as ShareCell[]).reduce((sum, cell) => sum + cell.hits, 0) / Math.max(1, n);
    return { ...empty, kind: "share", n, mean, parts: [mean, 1 - mean] };
  }
  const n = (cells as MeanCell[]).reduce((sum, cell) => sum + cell.n, 0);
  const mean = (cells as MeanCell[]).reduce((sum, cell) => sum + cell.sum, 0) / Math.max(1, n);
  return { ...empty, kind: "mean", n, mean };
}

function exceeds(usual: Summary, now: Summary): boolean {
  if (now.n === 0) return false;
  if (usual.kind === "distribution") return now.p90 > usual.p90 * FACTOR.p90;
  if (usual.kind === "share") return now.mean > usual.mean * FACTOR.share;
  if (usual.kind === "mean") return Math.abs(now.mean / usual.mean - 1) > FACTOR.mean;
  return partsOf(usual, now).some((part, index) => Math.abs(part - (usual.parts?.[index] ?? 0)) > FACTOR.mix);
}

/** Of a mix the parts in the baseline's order. */
const partsOf = (usual: Summary, now: Summary): number[] =>
  usual.kind === "mix"
    ? usual.categories.map((name) => now.parts?.[now.categories.indexOf(name)] ?? 0)
    : (now.parts ?? []);

/** Population stability index; an empty bin counts as a thousandth, as is usual. */
function psi(usual: Summary, now: Summary): number {
  if (now.n === 0) return 0;
  return partsOf(usual, now).reduce((sum, part, index) => {
    const [a, b] = [Math.max(1e-3, usual.parts?.[index] ?? 0), Math.max(1e-3, part)];
    return sum + (b - a) * Math.log(b / a);
  }, 0);
}

function byHour(history: readonly Cell[]): Cell[][] {
  const hours = new Map<number, Cell[]>();
  for (const cell of history) {
    const hour = Math.floor(cell.at / HOUR_MS);
    const cells = hours.get(hour) ?? [];
    cells.push(cell);
    hours.set(hour, cells);
  }
  return [...hours.values()];
}

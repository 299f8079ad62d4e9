import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/model/digest";
import { LABELS, type Labels, ownLabels } from "@/lib/model/labels";

import type { LabelSetRow, SpanRow } from "./rows";

type Labelled = Labels & Pick<SpanRow, "shard_key" | "label_set" | "own_labels">;

/** Of one project and day, in one process: what is beyond keeps its labels in its rows, so that nothing grows without bound. */
const MAX_SETS_A_DAY = 5_000;
/** Characters of all labels of a set: longer ones are not what many spans share. */
const MAX_CHARACTERS = 2_000;
/** Characters of all sets that are remembered. */
const MAX_REMEMBERED = 4_000_000;

interface KnownSet {
  id: string;
  /** On which it was said that it is used. */
  day: string;
}

export interface PlacedLabels {
  /** Sets that have to be written with the spans. */
  sets: LabelSetRow[];
  /** Rows that keep their labels themselves. */
  own: number;
  /** To be called after commit. */
  remember: () => void;
}

/**
 * Remembers which sets of labels are stored, so that a batch writes those only that are new to it, or are used for the first
 * time today. The number of a set is a digest of it: two processes that meet it at once write the same row.
 *
 * A row never refers to a set that is not there. What is remembered was committed, and for today (UTC) only: every day the set is
 * written again, with the day, in the transaction of the first span that has it. Retention takes a set whose last day lies
 * further back than any span that is kept.
 */
export class KnownLabelSets {
  private readonly known = new LRUCache<string, KnownSet>({
    maxSize: MAX_REMEMBERED,
    sizeCalculation: (_, key) => key.length,
  });
  /** Sets of a project that were written today. */
  private readonly written = new Map<number, number>();
  private day = "";

  constructor(
    private readonly maxSetsADay = MAX_SETS_A_DAY,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** Gives each row the number of its set, or its labels themselves. */
  place(projectId: number, rows: readonly Labelled[]): PlacedLabels {
    const day = new Date(this.nowMs()).toISOString().slice(0, 10);
    if (day !== this.day) {
      this.day = day;
      this.written.clear();
    }
    let room = this.maxSetsADay - (this.written.get(projectId) ?? 0);
    const fresh = new Map<string, LabelSetRow>();
    let own = 0;
    for (const row of rows) {
      const content = contentOf(row);
      const key = `${projectId} ${row.shard_key} ${content}`;
      const known = this.known.get(key);
      let id = known?.day === day ? known.id : (fresh.get(key)?.id ?? null);
      if (id === null && room > 0 && content.length <= MAX_CHARACTERS) {
        id = idOf(content);
        fresh.set(key, { ...labelsOf(row), id, shard_key: row.shard_key, used_on: day });
        room--;
      }
      row.label_set = id;
      row.own_labels = id === null ? ownLabels(row) : null;
      if (id === null) own++;
    }
    // Two processes write the same sets in the same order, or one would wait for the other.
    const sets = [...fresh.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    return { sets, own, remember: () => this.remember(projectId, day, fresh) };
  }

  private remember(projectId: number, day: string, fresh: ReadonlyMap<string, LabelSetRow>): void {
    let more = 0;
    for (const [key, { id }] of fresh) {
      // Another batch, which was written at the same time, may have said so already.
      if (this.known.get(key)?.day === day) continue;
      this.known.set(key, { id: id as string, day });
      more++;
    }
    if (day === this.day) this.written.set(projectId, (this.written.get(projectId) ?? 0) + more);
  }
}

/** Tells apart any two sets: a label that is not there, an empty one, and whatever characters they have. */
function contentOf(labels: Labels): string {
  let content = "";
  for (const name of LABELS) {
    const label = labels[name];
    content += label === null ? "-" : `${label.length}:${label}`;
  }
  return content;
}

/** 63 bits, as decimal digits. */
const idOf = (content: string): string =>
  (BigInt(`0x${digest128(content).slice(0, 16)}`) & 0x7fffffffffffffffn).toString();

const placeOf = ({ id, shard_key }: LabelSetRow): string => `${id} ${shard_key}`;

const labelsOf = (row: Labels): Labels =>
  Object.fromEntries(LABELS.map((name) => [name, row[name]])) as Labels;

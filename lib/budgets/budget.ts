import type { Period } from "./period";
import type { Scope } from "./scope";
import type { Threshold } from "./threshold";

/** A ceiling on what calls cost. Money in nano-dollars. */
export interface Budget extends Scope, Period {
  id: number;
  name: string;
  limitNano: bigint;
  /** Ascending by percent. */
  thresholds: Threshold[];
  /** Every call since the beginning of the period is in its sum. False: past calls are still being counted. */
  counted: boolean;
  paused: boolean;
  createdBy: string;
  createdAt: string;
  /** The raise that holds now. */
  raise: { limitNano: bigint; until: string; reason: string; author: string } | null;
  /** Every word for its prompt version: fingerprint, label, number, name@version. */
  promptAliases: string[];
}

/** What may be spent now: the limit, or what it was raised to. */
export const limitNow = ({ limitNano, raise }: Pick<Budget, "limitNano" | "raise">): bigint =>
  raise?.limitNano ?? limitNano;

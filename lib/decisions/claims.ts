import { type Evidence, EvidenceIndex } from "./evidence";
import { type Fact, type FactKind, factsOf } from "./facts";
import { sentencesOf } from "./sentences";

/** One fact of a claim, and what holds the same. */
export interface ClaimedFact {
  kind: FactKind;
  text: string;
  /** Ids of evidence, what decides most first. */
  heldBy: string[];
  /** It follows from other figures of the answer that are held: a sum, a difference, a multiple. */
  computed: boolean;
}

/** A sentence of an answer that states facts. */
export interface Claim {
  text: string;
  start: number;
  facts: ClaimedFact[];
  /** Facts that nothing holds; empty: the claim is supported. */
  unsupported: string[];
  /** The evidence that holds most of it; null: none holds any. */
  best: string | null;
}

/** Results and documents before what somebody said, and that before instructions. */
const RANK: Record<Evidence["kind"], number> = { tool: 0, document: 1, user: 2, earlier: 3, prompt: 4 };

/**
 * The claims of an answer against what it may rest on: each sentence with figures, dates, names or identifiers, and which evidence
 * holds the same. Says nothing of whether a sentence is true, nor whether evidence says the same about these figures.
 */
export function claimsOf(answer: string, evidence: readonly Evidence[]): Claim[] {
  const index = new EvidenceIndex(evidence);
  const ranked = new Map(evidence.map(({ id, kind }) => [id, RANK[kind]]));
  const sentences = sentencesOf(answer).map((sentence) => ({
    ...sentence,
    facts: factsOf(sentence.text)
      .filter(({ weak }) => !weak)
      .map((fact) => ({ fact, heldBy: heldBy(index, fact, ranked) })),
  }));
  const known = knownOf(sentences.flatMap(({ facts }) => facts));
  const counts = sentencesOf(answer).flatMap(({ text }) =>
    factsOf(text).filter(({ kind, unit }) => kind === "number" && unit === null),
  );
  return sentences
    .filter(({ facts }) => facts.length > 0)
    .map(({ text, start, facts }) => {
      const claimed = facts.map(({ fact, heldBy: by }) => ({
        kind: fact.kind,
        text: fact.text,
        heldBy: by,
        computed: by.length === 0 && (known.has(fact) || isProduct(fact, counts)),
      }));
      return {
        text,
        start,
        facts: claimed,
        unsupported: claimed
          .filter(({ heldBy: by, computed }) => by.length === 0 && !computed)
          .map((fact) => fact.text),
        best: bestOf(claimed),
      };
    });
}

const heldBy = (index: EvidenceIndex, fact: Fact, ranked: ReadonlyMap<string, number>): string[] =>
  index
    .holding(fact)
    .map(({ id }) => id)
    .toSorted((a, b) => (ranked.get(a) ?? 9) - (ranked.get(b) ?? 9));

/** The most facts; of equals the one that decides more, which comes first. */
function bestOf(facts: readonly ClaimedFact[]): string | null {
  const counts = new Map<string, number>();
  for (const fact of facts) for (const id of fact.heldBy) counts.set(id, (counts.get(id) ?? 0) + 1);
  let best: string | null = null;
  for (const id of facts.flatMap((fact) => fact.heldBy))
    if (best === null || (counts.get(id) ?? 0) > (counts.get(best) ?? 0)) best = id;
  return best;
}

interface Looked {
  fact: Fact;
  heldBy: string[];
}

/** Facts that are held, and those that follow from them: a difference of two sums follows as well. */
function knownOf(facts: readonly Looked[]): ReadonlySet<Fact> {
  const known = new Set(facts.filter(({ heldBy: by }) => by.length > 0).map(({ fact }) => fact));
  for (let size = -1; size < known.size;) {
    size = known.size;
    for (const { fact } of facts) if (!known.has(fact) && follows(fact, [...known])) known.add(fact);
  }
  return known;
}

const SMALL = 100;

/** "2 bags for each of two passengers, 4 in all": of small counts that the answer names. */
function isProduct({ kind, unit, values }: Fact, counts: readonly Fact[]): boolean {
  const value = Number(values[0]);
  if (kind !== "number" || unit !== null || !Number.isInteger(value) || value > SMALL) return false;
  const named = counts
    .slice(0, SMALL)
    .map((count) => Number(count.values[0]))
    .filter((count) => count > 1 && count < value);
  return named.some((a, at) => named.some((b, other) => at !== other && a * b === value));
}

/** Beyond this, anything would follow from something. */
const MOST_PARTS = 12;
const MOST_TIMES = 9;

/** Whether an amount is a sum, a difference or a small multiple of amounts that the answer itself names and evidence holds. */
function follows(fact: Fact, known: readonly Fact[]): boolean {
  if (fact.kind !== "number" || fact.unit === "%" || fact.values.length === 0) return false;
  const value = Number(fact.values[0]);
  if (!Number.isFinite(value) || value === 0) return false;
  const parts = known
    .filter((one) => one.kind === "number" && one.unit === fact.unit && one !== fact)
    .map((one) => Number(one.values[0]));
  const amounts = [...new Set(parts)].slice(0, MOST_PARTS);
  const same = (other: number): boolean => Math.abs(other - value) < 0.005;
  if (fact.unit === null) return false;
  const whole = parts.slice(0, MOST_PARTS);
  for (let from = 0; from < whole.length; from++) {
    let sum = whole[from] as number;
    for (let to = from + 1; to < whole.length; to++) if (same((sum += whole[to] as number))) return true;
  }
  return amounts.some(
    (a) =>
      amounts.some((b) => a !== b && (same(a + b) || same(a - b))) ||
      Array.from({ length: MOST_TIMES - 1 }, (_, n) => n + 2).some((times) => same(a * times)),
  );
}

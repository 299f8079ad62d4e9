import { topicOf } from "@/lib/signals/topic-of";

/** A question as it was asked. */
export interface Question {
  text: string;
  /** Null: not known; then each question counts as somebody's. */
  user: string | null;
}

/** A word of fewer people could say who they are, or what about. */
const LEAST_PEOPLE = 5;
const MOST_WORDS = 3;
/** Standard deviations by which a word is more frequent in a topic than in others. */
const SURE = 2;
const LOOKED_AT = 2_000;
/** What has digits or signs in it (numbers, codes, addresses of mail and pages, paths) is no word, nor are its parts. */
const NO_WORD = /[\p{N}@_/\\#=+]|[^\s.]\.[^\s.]/u;
const WORD = /\p{L}{4,24}/gu;

const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .slice(0, LOOKED_AT)
      .toLowerCase()
      .split(/\s+/u)
      .flatMap((token) => (NO_WORD.test(token) ? [] : (token.match(WORD) ?? []))),
  );

/**
 * Words by which people know topics: those that are more frequent in a topic's questions than in others, the most characteristic first.
 * Only words that at least five people used in that topic. Ranked by the log-odds ratio over its standard deviation.
 * Source: Monroe, Colaresi, Quinn: Fightin' Words, Political Analysis 16 (2008), with half a case for a prior (Jeffreys).
 * @returns by topic; topics without such words are absent
 */
export function wordsOfTopics(questions: readonly Question[]): Map<string, string[]> {
  const topics = new Map<string, { n: number; words: Map<string, { n: number; people: Set<string> }> }>();
  const all = new Map<string, number>();
  let total = 0;
  for (const [index, { text, user }] of questions.entries()) {
    const name = topicOf(text);
    if (name === null) continue;
    total++;
    const topic = topics.get(name) ?? { n: 0, words: new Map() };
    topics.set(name, topic);
    topic.n++;
    for (const word of wordsOf(text)) {
      all.set(word, (all.get(word) ?? 0) + 1);
      const counted = topic.words.get(word) ?? { n: 0, people: new Set() };
      topic.words.set(word, counted);
      counted.n++;
      counted.people.add(user === null ? `#${index}` : `u${user}`);
    }
  }
  const named = new Map<string, string[]>();
  for (const [name, { n, words }] of topics) {
    const chosen = [...words]
      .flatMap(([word, { n: inside, people }]) => {
        if (people.size < LEAST_PEOPLE) return [];
        const outside = (all.get(word) ?? 0) - inside;
        const sure = deviation(inside, n, outside, total - n);
        return sure > SURE ? [{ word, sure }] : [];
      })
      .toSorted((a, b) => b.sure - a.sure || (a.word < b.word ? -1 : 1))
      .slice(0, MOST_WORDS);
    if (chosen.length > 0)
      named.set(
        name,
        chosen.map(({ word }) => word),
      );
  }
  return named;
}

/** Log-odds ratio of two shares in its standard deviations. */
function deviation(a: number, ofA: number, b: number, ofB: number): number {
  const odds = (part: number, whole: number): number => Math.log((part + 0.5) / (whole - part + 0.5));
  const variance = [a, ofA - a, b, ofB - b].reduce((sum, count) => sum + 1 / (count + 0.5), 0);
  return (odds(a, ofA) - odds(b, ofB)) / Math.sqrt(variance);
}
